"""Matrix products in bfloat16 with float32 sums, and a fused cross-entropy.

Activations are stored as columns, [features, positions]: in this layout no product of the forward or the
backward pass has a large transposed left operand, which XLA's CPU backend would copy slowly.
"""

import jax
import jax.numpy as jnp

EPSILON = 1e-5
# Columns of logits made at a time: small enough to stay in the cache.
CHUNK = 256
# A logit further than this above the target's counts as this far: exp of it, summed, is still a float32.
LARGEST_MARGIN = 60.0


def _dot(a, b, contract_b: int):
    dims = (((1,), (contract_b,)), ((), ()))
    return jax.lax.dot_general(a, b, dims, preferred_element_type=jnp.float32)


def _bf16(x):
    return x.astype(jnp.bfloat16)


@jax.custom_vjp
def matmul(w, x):
    """w [out, in] float32 times x [in, positions]; the gradient reaching it is rounded to bfloat16 too."""
    return _dot(_bf16(w), _bf16(x), 0)


def _matmul_forward(w, x):
    return matmul(w, x), (w, _bf16(x))


def _matmul_backward(saved, g):
    w, x = saved
    g = _bf16(g)
    return _dot(g, x, 1), _dot(_bf16(w.T), g, 0)


matmul.defvjp(_matmul_forward, _matmul_backward)


def rms(x):
    """RMS normalisation of each column, without a weight."""
    return x * jax.lax.rsqrt(jnp.mean(x * x, axis=0, keepdims=True) + EPSILON)


@jax.custom_vjp
def cross_entropy(head, state, ids, weights):
    """Sum over columns of Σ_m weights[m] · −log softmax(head · state)[ids[m]].

    head [vocabulary, width], state [width, positions] (a multiple of CHUNK), ids and weights
    [targets, positions]. A column whose weights are all 0 teaches nothing; a chunk of them costs nothing.
    """
    return _cross_entropy_forward(head, state, ids, weights)[0]


def _cross_entropy_forward(head, state, ids, weights):
    """The loss with both gradients, so that logits live only within a chunk.

    With e = exp(logits − first target's logit), the gradient of the logits is e · weight/Σe minus the weights at
    the targets. Its first part is two products with e whose factor is moved to the columns of the small operand;
    the second part only gathers and scatters rows of the head.
    """
    head, state = _bf16(head), _bf16(state)
    head_t, weight = head.T, weights.sum(0)
    rows = state.T
    target_logits = [(head[row] * rows.astype(jnp.float32)).sum(1) for row in ids]

    def chunk(d_head, columns):
        nothing = jnp.zeros_like(columns[0], jnp.float32), jnp.float32(0)
        return jax.lax.cond(columns[1].any(), taught, lambda d, _: (d, nothing), d_head, columns)

    def taught(d_head, columns):
        state, weight, base = columns
        e = _bf16(jnp.exp(jnp.minimum(_dot(head, state, 0) - base, LARGEST_MARGIN)))
        total = e.astype(jnp.float32).sum(0)
        factor = weight / total
        d_head = d_head + _dot(e, _bf16(state * factor), 1)
        return d_head, (_dot(head_t, e, 0) * factor, (weight * jnp.log(total)).sum())

    base = target_logits[0]
    columns = (
        state.reshape(state.shape[0], -1, CHUNK).swapaxes(0, 1),
        weight.reshape(-1, CHUNK),
        base.reshape(-1, CHUNK),
    )
    d_head, (d_state, losses) = jax.lax.scan(chunk, jnp.zeros(head.shape), columns)
    d_state = d_state.swapaxes(0, 1).reshape(state.shape)
    loss = losses.sum() + (weight * base).sum()
    d_rows = 0.0
    for row, w, logit in zip(ids, weights, target_logits):
        loss -= (w * logit).sum()
        d_rows += w[:, None] * head[row]
        d_head = d_head.at[row].add(-(w[:, None] * rows))
    d_state -= d_rows.T
    return loss, (d_head, d_state)


def _cross_entropy_backward(saved, g):
    d_head, d_state = saved
    return g * d_head, g * d_state, None, None


cross_entropy.defvjp(_cross_entropy_forward, _cross_entropy_backward)
