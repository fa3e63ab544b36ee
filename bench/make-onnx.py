"""Writes the ONNX files that transformers.js needs, from the very weights the app ships.

Result, below --out (default bench/assets/smollm2):
  config.json generation_config.json tokenizer.json tokenizer_config.json
  onnx/model.onnx            fp32 weights, fp32 arithmetic (dtype "fp32")
  onnx/model_quantized.onnx  dynamic 8-bit quantisation (dtype "q8")

Both hold the dequantised GGUF weights, so all engines of the benchmark compute the same model. The graph has the
shape that exports for transformers.js have: fused grouped-query attention and RMS norms, a key-value cache as
inputs and outputs, and dimension names that its cache builder looks for.

Run it through `npm run bench:assets`, which makes a Python environment with bench/requirements.txt first.
"""

import argparse
import hashlib
import json
import tempfile
from pathlib import Path

import numpy as np
import onnx
from gguf import GGUFReader, dequantize
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic

ROOT = Path(__file__).resolve().parent.parent
MODEL_DIR = ROOT / "public" / "models" / "smollm2-135m-instruct"


def assemble_gguf(model_dir: Path, target: Path) -> Path:
    """Joins the shards of the app into one GGUF file and checks every hash of the manifest."""
    manifest = json.loads((model_dir / "manifest.json").read_text())
    whole = hashlib.sha256()
    with open(target, "wb") as out:
        for shard in manifest["shards"]:
            data = (model_dir / shard["file"]).read_bytes()
            if hashlib.sha256(data).hexdigest() != shard["sha256"]:
                raise SystemExit(f"{shard['file']}: sha256 differs from manifest.json")
            whole.update(data)
            out.write(data)
    if whole.hexdigest() != manifest["sha256"]:
        raise SystemExit("the joined shards do not have the sha256 of manifest.json")
    return target


class Model:
    """Metadata and fp32 weights of a Llama-architecture GGUF."""

    def __init__(self, path: Path):
        reader = GGUFReader(path)
        self.fields = reader.fields
        if self.get("general.architecture") != "llama":
            raise SystemExit(f"architecture {self.get('general.architecture')!r} is not supported")
        self.layers = self.get("llama.block_count")
        self.width = self.get("llama.embedding_length")
        self.heads = self.get("llama.attention.head_count")
        self.kv_heads = self.get("llama.attention.head_count_kv")
        self.head_size = self.width // self.heads
        self.hidden = self.get("llama.feed_forward_length")
        self.epsilon = self.get("llama.attention.layer_norm_rms_epsilon")
        self.rope_base = self.get("llama.rope.freq_base")
        self.context = self.get("llama.context_length")
        self.weights = {}
        for tensor in reader.tensors:
            shape = [int(n) for n in tensor.shape][::-1]
            self.weights[tensor.name] = np.asarray(dequantize(tensor.data, tensor.tensor_type), np.float32).reshape(shape)
        # GGUF stores the query and key rows of a head so that rotation acts on neighbours (0,1), (2,3), …;
        # ONNX's attention with rotary_interleaved=0 rotates (i, i + half). Same values, other row order.
        for i in range(self.layers):
            for name, heads in (("attn_q", self.heads), ("attn_k", self.kv_heads)):
                key = f"blk.{i}.{name}.weight"
                self.weights[key] = halves_from_pairs(self.weights[key], heads)
        self.vocabulary = self.weights["token_embd.weight"].shape[0]

    def get(self, key: str):
        return self.fields[key].contents()


def halves_from_pairs(weight: np.ndarray, heads: int) -> np.ndarray:
    rows, columns = weight.shape
    size = rows // heads
    return weight.reshape(heads, size // 2, 2, columns).swapaxes(1, 2).reshape(rows, columns)


def build_graph(model: Model, positions: int = 2048) -> onnx.ModelProto:
    """The decoder as an ONNX graph over fp32 weights; `positions` rows of rotation tables."""
    nodes, initialisers = [], []
    weights = model.weights

    def constant(name, array):
        initialisers.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def op(kind, inputs, outputs, domain="", **attributes):
        nodes.append(helper.make_node(kind, inputs, outputs, name=f"{kind}_{outputs[0]}", domain=domain, **attributes))
        return outputs[0]

    def linear(x, key, out):
        return op("MatMul", [x, constant(key, weights[key].T)], [out])

    def cache_shape(length):
        return ["batch_size", model.kv_heads, length, model.head_size]

    value = helper.make_tensor_value_info
    inputs = [
        value("input_ids", TensorProto.INT64, ["batch_size", "sequence_length"]),
        value("attention_mask", TensorProto.INT64, ["batch_size", "total_sequence_length"]),
    ]
    outputs = [value("logits", TensorProto.FLOAT, ["batch_size", "sequence_length", model.vocabulary])]

    # What the fused attention wants to know: how many positions each sequence holds, and the longest of them.
    constant("one", np.array([1], np.int64))
    constant("index_one", np.array(1, np.int64))
    op("ReduceSum", ["attention_mask", "one"], ["lengths"], keepdims=1)
    op("Sub", ["lengths", "one"], ["lengths_minus_one"])
    op("Cast", ["lengths_minus_one"], ["seqlens_k"], to=TensorProto.INT32)
    op("Shape", ["attention_mask"], ["mask_shape"])
    op("Gather", ["mask_shape", "index_one"], ["total_length_64"], axis=0)
    op("Cast", ["total_length_64"], ["total_length"], to=TensorProto.INT32)

    frequency = model.rope_base ** -(np.arange(0, model.head_size, 2) / model.head_size)
    angles = np.arange(positions)[:, None] * frequency[None]
    constant("cos", np.cos(angles).astype(np.float32))
    constant("sin", np.sin(angles).astype(np.float32))

    stream = op("Gather", [constant("token_embd.weight", weights["token_embd.weight"]), "input_ids"], ["embedded"])
    for i in range(model.layers):
        block = f"blk.{i}."
        past = [f"past_key_values.{i}.{part}" for part in ("key", "value")]
        present = [f"present.{i}.{part}" for part in ("key", "value")]
        inputs += [value(name, TensorProto.FLOAT, cache_shape("past_sequence_length")) for name in past]
        outputs += [value(name, TensorProto.FLOAT, cache_shape("total_sequence_length")) for name in present]

        normed = norm(op, constant, weights, stream, block + "attn_norm.weight", model.epsilon)
        q, k, v = (linear(normed, f"{block}attn_{part}.weight", f"{block}{part}") for part in "qkv")
        op(
            "GroupQueryAttention",
            [q, k, v, *past, "seqlens_k", "total_length", "cos", "sin"],
            [block + "attention", *present],
            domain="com.microsoft",
            num_heads=model.heads,
            kv_num_heads=model.kv_heads,
            do_rotary=1,
            rotary_interleaved=0,
        )
        linear(block + "attention", block + "attn_output.weight", block + "attention_out")
        stream = op("Add", [stream, block + "attention_out"], [block + "stream"])

        normed = norm(op, constant, weights, stream, block + "ffn_norm.weight", model.epsilon)
        gate = linear(normed, block + "ffn_gate.weight", block + "gate")
        up = linear(normed, block + "ffn_up.weight", block + "up")
        op("Sigmoid", [gate], [block + "sigmoid"])
        op("Mul", [gate, block + "sigmoid"], [block + "silu"])
        op("Mul", [block + "silu", up], [block + "gated"])
        linear(block + "gated", block + "ffn_down.weight", block + "ffn_out")
        stream = op("Add", [stream, block + "ffn_out"], [block + "out"])

    normed = norm(op, constant, weights, stream, "output_norm.weight", model.epsilon)
    head = "output.weight" if "output.weight" in weights else "token_embd.weight"
    # A tied head is stored a second time, transposed, as exports for transformers.js do: MatMul wants [width, vocabulary].
    op("MatMul", [normed, constant("head", weights[head].T)], ["logits"])

    graph = helper.make_graph(nodes, "decoder", inputs, outputs, initialisers)
    opsets = [helper.make_opsetid("", 20), helper.make_opsetid("com.microsoft", 1)]
    return helper.make_model(graph, opset_imports=opsets, ir_version=9)


def norm(op, constant, weights, x, key, epsilon):
    return op("SimplifiedLayerNormalization", [x, constant(key, weights[key])], [key + ".out"], axis=-1, epsilon=epsilon)


def quantise(source: Path, target: Path, model: Model) -> None:
    """The "q8" of transformers.js: int8 weights in MatMul (head included) and Gather, activations quantised per call."""
    quantize_dynamic(
        source,
        target,
        op_types_to_quantize=["MatMul", "Gather"],
        weight_type=QuantType.QInt8,
        per_channel=False,
        extra_options={
            "MatMulConstBOnly": True,
            "EnableSubgraph": True,
            "DefaultTensorType": TensorProto.FLOAT,  # shape inference stops at the fused operators
        },
    )
    graph = onnx.load(target).graph
    kinds = [node.op_type for node in graph.node]
    expected = 7 * model.layers + 1
    if kinds.count("MatMulInteger") != expected or "MatMul" in kinds:
        raise SystemExit(f"q8: {kinds.count('MatMulInteger')} quantised multiplications, expected {expected}")
    big = [t.name for t in graph.initializer if t.data_type == TensorProto.FLOAT and np.prod(t.dims) >= 2**20]
    if big:
        raise SystemExit(f"q8: still fp32: {big}")


def write_tokenizer(model: Model, out: Path) -> None:
    """tokenizer.json and its companions, from the vocabulary, merges and chat template in the GGUF."""
    tokens = model.get("tokenizer.ggml.tokens")
    merges = model.get("tokenizer.ggml.merges")
    control = [i for i, kind in enumerate(model.get("tokenizer.ggml.token_type")) if kind == 3]
    bos, eos = model.get("tokenizer.ggml.bos_token_id"), model.get("tokenizer.ggml.eos_token_id")
    byte_level = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True}
    flags = {"single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": True}
    write_json(out / "tokenizer.json", {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [{"id": i, "content": tokens[i], **flags} for i in control],
        "normalizer": None,
        "pre_tokenizer": {
            "type": "Sequence",
            "pretokenizers": [{"type": "Digits", "individual_digits": True}, byte_level],
        },
        "post_processor": None,
        "decoder": byte_level,
        "model": {
            "type": "BPE",
            "dropout": None,
            "unk_token": None,
            "continuing_subword_prefix": None,
            "end_of_word_suffix": None,
            "fuse_unk": False,
            "byte_fallback": False,
            "vocab": {token: i for i, token in enumerate(tokens)},
            "merges": [merge.split(" ") for merge in merges],
        },
    })
    write_json(out / "tokenizer_config.json", {
        "tokenizer_class": "GPT2Tokenizer",
        "add_prefix_space": False,
        "bos_token": tokens[bos],
        "eos_token": tokens[eos],
        "pad_token": tokens[eos],
        "model_max_length": model.context,
        "chat_template": model.get("tokenizer.chat_template"),
    })
    write_json(out / "config.json", {
        "architectures": ["LlamaForCausalLM"],
        "model_type": "llama",
        "hidden_act": "silu",
        "hidden_size": model.width,
        "intermediate_size": model.hidden,
        "num_hidden_layers": model.layers,
        "num_attention_heads": model.heads,
        "num_key_value_heads": model.kv_heads,
        "head_dim": model.head_size,
        "max_position_embeddings": model.context,
        "rms_norm_eps": model.epsilon,
        "rope_theta": model.rope_base,
        "tie_word_embeddings": "output.weight" not in model.weights,
        "vocab_size": model.vocabulary,
        "bos_token_id": bos,
        "eos_token_id": eos,
        "pad_token_id": eos,
    })
    write_json(out / "generation_config.json", {"bos_token_id": bos, "eos_token_id": eos, "pad_token_id": eos})


def write_json(path: Path, value) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--gguf", type=Path, help="a GGUF file; default: the shards in public/models")
    parser.add_argument("--out", type=Path, default=ROOT / "bench" / "assets" / "smollm2")
    arguments = parser.parse_args()
    (arguments.out / "onnx").mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        gguf = arguments.gguf or assemble_gguf(MODEL_DIR, Path(scratch) / "model.gguf")
        model = Model(gguf)
    write_tokenizer(model, arguments.out)
    full = arguments.out / "onnx" / "model.onnx"
    onnx.save(build_graph(model), full)
    print(f"{full.name}: {full.stat().st_size / 1e6:.0f} MB")
    small = arguments.out / "onnx" / "model_quantized.onnx"
    quantise(full, small, model)
    print(f"{small.name}: {small.stat().st_size / 1e6:.0f} MB")


if __name__ == "__main__":
    main()
