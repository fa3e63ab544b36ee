"""Writes a trained draft as a quantised GGUF file, with its confidence calibrated on held-out prompts.

The architecture is told by the checkpoint: a head (`draftpick-head`) or a small model (`llama`). Agreement is
printed before and after quantisation. The calibration uses the quantised weights.
"""

import argparse
from pathlib import Path

import gguf
import jax.numpy as jnp
import numpy as np
from gguf import GGMLQuantizationType as Type

import loop
import train_head
import train_model
from dataset import read_samples, split
from gguf_weights import TargetWeights
from reports import STEPS, agreement_by_kind, priors

HEAD_TENSORS = {
    "gate": "head.gate.weight",
    "up": "head.up.weight",
    "down": "head.down.weight",
    "output": "output.weight",
}
VOCABULARY_TENSORS = ("output.weight", "token_embd.weight")
CONTEXT_LENGTH = 1024


def search_q4_1(weights: np.ndarray) -> np.ndarray:
    """Q4_1 blocks of [rows, columns] whose range is shrunk where that lowers the squared error.

    Extremes of a block are clipped by up to a fifth; the best of the tried ranges is kept, block by block.
    """
    blocks = weights.reshape(-1, 32)
    low, high = blocks.min(1, keepdims=True), blocks.max(1, keepdims=True)
    best_error = np.full(len(blocks), np.inf, np.float32)
    best = np.empty((len(blocks), 20), np.uint8)
    for cut_low in (0.0, 0.05, 0.1):
        for cut_high in (0.0, 0.05, 0.1):
            span = high - low
            minimum = (low + cut_low * span).astype(np.float16)
            scale = ((1 - cut_low - cut_high) * span / 15).astype(np.float16)
            d, m = scale.astype(np.float32), minimum.astype(np.float32)
            q = np.clip(np.rint((blocks - m) / np.where(d > 0, d, 1)), 0, 15)
            error = ((q * d + m - blocks) ** 2).sum(1)
            better = error < best_error
            best_error[better] = error[better]
            q = q[better].astype(np.uint8)
            best[better, 0:2] = scale[better].view(np.uint8)
            best[better, 2:4] = minimum[better].view(np.uint8)
            best[better, 4:] = q[:, :16] | (q[:, 16:] << 4)
    return best.reshape(len(weights), -1)


def quantise(weights: np.ndarray, kind: Type) -> np.ndarray:
    if kind == Type.F32:
        return weights.astype(np.float32)
    return search_q4_1(weights) if kind == Type.Q4_1 else gguf.quantize(weights, kind)


def write_llama_metadata(writer: gguf.GGUFWriter, target: TargetWeights, vocabulary: int):
    writer.add_block_count(len(train_model.SOURCE_LAYERS))
    writer.add_context_length(CONTEXT_LENGTH)
    writer.add_embedding_length(target.metadata("embedding_length"))
    writer.add_feed_forward_length(target.metadata("feed_forward_length"))
    writer.add_head_count(target.metadata("attention.head_count"))
    writer.add_head_count_kv(target.metadata("attention.head_count_kv"))
    writer.add_rope_freq_base(target.metadata("rope.freq_base"))
    writer.add_rope_dimension_count(target.metadata("rope.dimension_count"))
    writer.add_layer_norm_rms_eps(target.metadata("attention.layer_norm_rms_epsilon"))
    writer.add_vocab_size(vocabulary)
    writer.add_uint32("draftpick.other_id", 0)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--name", required=True, help="general.name of the file")
    parser.add_argument("--data", type=Path, required=True, help="as for training; only held-out ids are used")
    parser.add_argument("--kinds", type=lambda s: s.split(","), help="calibrate on these kinds only")
    parser.add_argument("--type", choices=("Q4_1", "Q8_0"), default="Q4_1", help="matrices of the layers")
    parser.add_argument("--vocabulary-type", choices=("Q4_1", "Q8_0"), default="Q8_0", help="the sub-vocabulary")
    parser.add_argument("--limit", type=int, default=20_000, help="positions to evaluate and calibrate on")
    args = parser.parse_args()

    params, saved = loop.load(args.checkpoint)
    token_ids, is_head = saved["token_ids"], "gate" in params
    target = TargetWeights()
    _, held = split(read_samples(args.data, args.kinds, with_hidden=is_head))
    if is_head:
        positions = train_head.Positions(held, token_ids)
        embedding = jnp.asarray(train_head.normalised_embedding(target))
        evaluate = lambda p: train_head.evaluate(p, embedding, positions, args.limit)
    else:
        held = held[: max(1, args.limit // 120)]
        evaluate = lambda p: train_model.evaluate(p, held, token_ids)

    writer = gguf.GGUFWriter(args.out, "draftpick-head" if is_head else "llama")
    writer.add_name(args.name)
    writer.add_array("draftpick.token_ids", [int(i) for i in token_ids])
    if is_head:
        writer.add_uint32("draftpick.head.width", params["down"].shape[0])
        writer.add_uint32("draftpick.head.feed_forward", params["down"].shape[1])
    else:
        write_llama_metadata(writer, target, len(token_ids))

    rounded = {}
    for key, value in params.items():
        name = HEAD_TENSORS.get(key, key)
        kind = Type.F32 if value.ndim == 1 else Type[args.vocabulary_type if name in VOCABULARY_TENSORS else args.type]
        data = quantise(np.asarray(value), kind)
        rounded[key] = jnp.asarray(gguf.dequantize(data, kind).reshape(value.shape))
        writer.add_tensor(name, data, raw_dtype=kind)

    before, after = evaluate(params), evaluate(rounded)
    was = agreement_by_kind(before[0], before[2], before[3])
    for kind, values in agreement_by_kind(after[0], after[2], after[3]).items():
        print(f"{kind}: agreement at steps 1 to {STEPS} {values}, before quantisation {was[kind]}")
    right, probability, reached, _ = after
    if is_head:
        table = np.concatenate([priors(right[k], probability[k], reached[k]) for k in range(STEPS)])
    else:
        table = priors(right[0], probability[0], reached[0])
    print("priors, bins of the probability from low to high:")
    for row in table.reshape(-1, 16):
        print("  " + " ".join(f"{p:.2f}" for p in row))
    writer.add_array("draftpick.confidence.priors", [float(p) for p in table])

    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    print(f"{args.out}: {args.out.stat().st_size} bytes, {len(before[3])} positions of {len(held)} held-out prompts")


if __name__ == "__main__":
    main()
