"""What the target itself thought: its most likely next tokens within a sub-vocabulary."""

import jax
import jax.numpy as jnp
import numpy as np

# Tokens kept after each position.
LIKELY = 8
CHUNK = 512
GROUP = 64


def likely_rows(hidden: np.ndarray, embedding: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """The `count` most likely rows of `embedding` [vocabulary, width] after each hidden state [positions, width]:
    their numbers and their probabilities among themselves (they sum to 1), each [positions, count].

    The vocabulary is a multiple of GROUP rows. The best `count` rows lie in the `count` groups with the best maxima,
    so only those are searched.
    """
    embedding = jnp.asarray(embedding)

    @jax.jit
    def best(states):
        logits = (states.astype(jnp.float32) @ embedding.T).reshape(CHUNK, -1, GROUP)
        _, groups = jax.lax.top_k(logits.max(2), count)
        found = jnp.take_along_axis(logits, groups[:, :, None], axis=1).reshape(CHUNK, -1)
        top, at = jax.lax.top_k(found, count)
        group = jnp.take_along_axis(groups, at // GROUP, axis=1)
        return group * GROUP + at % GROUP, jax.nn.softmax(top, axis=1)

    rows = np.empty((len(hidden), count), np.int32)
    shares = np.empty((len(hidden), count), np.float32)
    for at in range(0, len(hidden), CHUNK):
        part = hidden[at : at + CHUNK]
        padded = np.zeros((CHUNK, hidden.shape[1]), hidden.dtype)
        padded[: len(part)] = part
        found, share = best(padded)
        rows[at : at + CHUNK], shares[at : at + CHUNK] = found[: len(part)], share[: len(part)]
    return rows, shares
