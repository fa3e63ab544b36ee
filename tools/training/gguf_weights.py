"""Reads the target's weights out of the GGUF shards the app serves."""

import json
import tempfile
from pathlib import Path

import numpy as np
from gguf import GGUFReader, dequantize

MODEL_DIR = Path(__file__).parents[2] / "public/models/smollm2-135m-instruct"


class TargetWeights:
    """Dequantised float32 tensors, [rows, columns], and `llama.` metadata, by GGUF name."""

    def __init__(self, directory: Path = MODEL_DIR):
        manifest = json.loads((directory / "manifest.json").read_text())
        with tempfile.NamedTemporaryFile(suffix=".gguf") as whole:
            for shard in manifest["shards"]:
                whole.write((directory / shard["file"]).read_bytes())
            whole.flush()
            reader = GGUFReader(whole.name)
            self._raw = {t.name: (np.array(t.data), t.tensor_type) for t in reader.tensors}
            # Not the tokenizer's: reading its hundred thousand strings takes longer than the weights.
            self._metadata = {
                name: field.contents() for name, field in reader.fields.items() if name.startswith("llama.")
            }

    def __getitem__(self, name: str) -> np.ndarray:
        data, kind = self._raw[name]
        return dequantize(data, kind).astype(np.float32)

    def metadata(self, name: str):
        return self._metadata[f"llama.{name}"]
