"""The target's greedy outputs and the hidden states that predicted them.

A directory holds pairs `outputs-<n>.jsonl` and `hidden-<n>.bf16`. Row `hiddenAt + i` of the second is the
target's normalised last hidden state that predicted `tokens[i]` of the line. Both may still be growing: a line
that is cut, or whose rows are not there yet, ends the reading of its file.
"""

import json
import re
import zlib
from dataclasses import dataclass
from pathlib import Path

import ml_dtypes
import numpy as np

WIDTH = 576
VOCABULARY = 49152
CALIBRATION_PERCENT = 8
END_OF_TURN = 2
# Prompts that nothing may be trained or calibrated on carry this in their id (tools/dataset/prompts.mjs).
FOR_EVALUATION = re.compile("-(held|para|new)-")


def in_calibration(sample_id: str) -> bool:
    """Whether a training prompt is set aside for calibration: decided by its id alone, so it never changes."""
    return zlib.crc32(sample_id.encode()) % 100 < CALIBRATION_PERCENT


@dataclass
class Sample:
    id: str
    kind: str
    prompt: list[int]
    tokens: list[int]
    hidden: np.ndarray | None  # [len(tokens), WIDTH] bfloat16, a view into the file


def read_samples(directory: Path, kinds: list[str] | None = None, with_hidden: bool = True) -> list[Sample]:
    """All samples but those for evaluation."""
    samples = []
    for path in sorted(directory.glob("outputs-*.jsonl")):
        hidden = None
        if with_hidden:
            file = path.with_name(path.stem.replace("outputs", "hidden") + ".bf16")
            if not file.exists() or file.stat().st_size < WIDTH * 2:
                continue
            rows = file.stat().st_size // (WIDTH * 2)
            hidden = np.memmap(file, ml_dtypes.bfloat16, "r", shape=(rows, WIDTH))
        for line in path.read_text().splitlines():
            try:
                record = json.loads(line)
            except json.JSONDecodeError:
                break
            rows = None
            if hidden is not None:
                start = record["hiddenAt"]
                rows = hidden[start : start + len(record["tokens"])]
                if len(rows) < len(record["tokens"]):
                    break
            if FOR_EVALUATION.search(record["id"]):
                continue
            if kinds is None or record["kind"] in kinds:
                samples.append(Sample(record["id"], record["kind"], record["prompt"], record["tokens"], rows))
    return samples


def split(samples: list[Sample]) -> tuple[list[Sample], list[Sample]]:
    """Training and calibration samples."""
    return [s for s in samples if not in_calibration(s.id)], [s for s in samples if in_calibration(s.id)]


def frequent_tokens(samples: list[Sample], size: int, always: tuple[int, ...] = (END_OF_TURN,)) -> np.ndarray:
    """The `size` token ids most frequent in the outputs, ascending, with those of `always` among them.

    Ids never seen fill up the rest in the tokenizer's own order, which is roughly by frequency.
    """
    counts = np.zeros(VOCABULARY, np.int64)
    for sample in samples:
        np.add.at(counts, sample.tokens, 1)
    counts[list(always)] = counts.sum() + 1
    return np.sort(np.argsort(-counts, kind="stable")[:size]).astype(np.int32)
