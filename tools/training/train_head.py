"""Trains a recurrent head on the target's last hidden state.

s_0 is the target's normalised hidden state that predicted the last kept token t_n;
s_{k+1} = s_k + down · (silu(gate · x) * (up · x)), x = [rms(s_k); rms(E[token])], and s_{k+1} · O predicts the
token behind it. E is the target's embedding (frozen), O [vocabulary, width] a sub-vocabulary of it (trained).
Training unrolls four steps over the target's own greedy text.
"""

import argparse

import jax
import jax.numpy as jnp
import ml_dtypes
import numpy as np

import loop
from dataset import VOCABULARY, WIDTH, frequent_tokens, read_samples, split
from gguf_weights import TargetWeights
from numerics import cross_entropy, matmul, rms
from reports import STEPS, agreement_by_kind
from teacher import LIKELY, likely_rows

STEP_DECAY = 0.8


class Positions:
    """All training positions of a set of samples, flattened: a head has no attention, so they may be shuffled."""

    def __init__(self, samples, token_ids: np.ndarray):
        row_of = np.full(VOCABULARY, -1, np.int32)
        row_of[token_ids] = np.arange(len(token_ids))
        self.tokens = np.concatenate([s.tokens for s in samples]).astype(np.int32)
        self.rows = row_of[self.tokens]
        self.hidden = np.concatenate([s.hidden for s in samples])
        lengths = np.array([len(s.tokens) for s in samples])
        ends = np.cumsum(lengths)
        self.end = np.repeat(ends, lengths)
        first = np.zeros(len(self.tokens), bool)
        first[ends - lengths] = True
        # Index of the first guessed token: every output token but the first of its sample.
        self.index = np.flatnonzero(~first)
        self.kind = np.repeat([s.kind for s in samples], lengths)

    def batch(self, index: np.ndarray):
        """Hidden states [positions, width]; then, each [STEPS, positions]: tokens fed in, rows to guess (-1: not in
        the sub-vocabulary), whether the text goes that far, and where the guessed token is."""
        target = index[None] + np.arange(STEPS)[:, None]
        inside = target < self.end[index]
        target = np.where(inside, target, index)
        return self.hidden[index - 1], self.tokens[target - 1], self.rows[target], inside, target


class Lessons:
    """Training batches: the target's own token, and in part `soft` the tokens it found likely."""

    def __init__(self, positions: Positions, embedding: np.ndarray, soft: float):
        self.positions, self.soft = positions, soft
        if soft > 0:
            self.likely, self.shares = likely_rows(positions.hidden, embedding, LIKELY)

    def batch(self, index: np.ndarray):
        """Arguments of the loss. Rows and weights are [STEPS, targets, positions]."""
        hidden, fed, rows, inside, target = self.positions.batch(index)
        weight = ((rows >= 0) & inside) * (STEP_DECAY ** np.arange(STEPS, dtype=np.float32))[:, None]
        weight /= max(1.0, weight[0].sum())
        rows, weights = np.maximum(rows, 0)[:, None], (weight * (1 - self.soft))[:, None]
        if self.soft > 0:
            rows = np.concatenate([rows, self.likely[target].swapaxes(1, 2)], 1)
            soft = self.shares[target].swapaxes(1, 2) * (weight * self.soft)[:, None]
            weights = np.concatenate([weights, soft], 1)
        return hidden, fed, rows, weights.astype(np.float32), self.positions.hidden[target], inside


def normalised_embedding(weights: TargetWeights) -> np.ndarray:
    e = weights["token_embd.weight"]
    return (e / np.sqrt((e * e).mean(-1, keepdims=True) + 1e-5)).astype(ml_dtypes.bfloat16)


def initial(weights: TargetWeights, token_ids, feed_forward: int, head_scale: float, seed: int) -> dict:
    keys = jax.random.split(jax.random.PRNGKey(seed), 2)
    draw = lambda key: jax.random.normal(key, (feed_forward, 2 * WIDTH)) * 0.02
    return {
        "gate": draw(keys[0]),
        "up": draw(keys[1]),
        "down": jnp.zeros((WIDTH, feed_forward)),
        "output": jnp.asarray(weights["token_embd.weight"][token_ids] * head_scale),
    }


def unroll(params, embedding, hidden, fed):
    """The states s_1 … s_K, each [width, positions], with the given tokens fed in."""
    state = hidden.T.astype(jnp.float32)
    states = []
    for k in range(fed.shape[0]):
        x = jnp.concatenate([rms(state), jnp.take(embedding, fed[k], axis=0).T.astype(jnp.float32)])
        state = state + matmul(params["down"], jax.nn.silu(matmul(params["gate"], x)) * matmul(params["up"], x))
        states.append(state)
    return states


def make_loss(embedding, feature_weight: float):
    def loss(params, hidden, fed, rows, weights, features, inside):
        states = unroll(params, embedding, hidden, fed)
        targets = rows.shape[1]
        flat = lambda x: x.swapaxes(0, 1).reshape(targets, -1)
        value = cross_entropy(params["output"], jnp.concatenate(states, axis=1), flat(rows), flat(weights))
        if feature_weight > 0:
            for k, state in enumerate(states):
                wanted = features[k].T.astype(jnp.float32)
                error = ((state - wanted) ** 2).mean(0) / (wanted**2).mean()
                value += feature_weight * STEP_DECAY**k * (error * inside[k]).mean()
        return value

    return loss


@jax.jit
def guesses(params, embedding, hidden, fed):
    """Best row and its probability at each step, [STEPS, positions]."""
    rows, probabilities = [], []
    for state in unroll(params, embedding, hidden, fed):
        logits = matmul(params["output"], state)
        rows.append(logits.argmax(0))
        probabilities.append(1 / jnp.exp(logits - logits.max(0)).sum(0))
    return jnp.stack(rows), jnp.stack(probabilities)


def evaluate(params, embedding, positions: Positions, limit: int = 1 << 30, size: int = 512):
    """Along the target's text: whether each guess was right, its probability, and whether it was reached at all
    (all earlier guesses of the proposal right), each [STEPS, positions]; and the kind of each position."""
    index = positions.index
    if len(index) > limit:
        index = np.sort(np.random.default_rng(0).choice(index, limit, replace=False))
    right, probability, reached = [], [], []
    for at in range(0, len(index), size):
        part = index[at : at + size]
        padded = np.pad(part, (0, size - len(part)), mode="edge")
        hidden, fed, rows, inside, _ = positions.batch(padded)
        row, p = (np.asarray(a) for a in guesses(params, embedding, hidden, fed))
        hit = (row == rows) & inside
        so_far = np.concatenate([np.ones((1, size), bool), np.cumprod(hit, 0)[:-1].astype(bool)])
        for store, value in ((right, hit), (probability, p), (reached, so_far & inside)):
            store.append(value[:, : len(part)])
    return (*(np.concatenate(x, 1) for x in (right, probability, reached)), positions.kind[index])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    loop.add_arguments(parser)
    parser.add_argument("--feed-forward", type=int, default=1024)
    parser.add_argument("--vocabulary", type=int, default=8192)
    parser.add_argument("--head-scale", type=float, default=0.3)
    parser.add_argument("--batch", type=int, default=1024, help="positions in a step, a multiple of 256")
    parser.add_argument("--soft", type=float, default=0.9, help="share of the loss on what the target found likely")
    parser.add_argument("--feature-weight", type=float, default=0.0, help="pull of s_k towards the target's states")
    args = parser.parse_args()

    weights = TargetWeights()
    samples = read_samples(args.data)
    training, calibration = split(samples)
    source = args.out if args.resume and args.out.exists() else args.init_from
    if source:
        params, saved = loop.load(source)
        token_ids = saved["token_ids"]
    else:
        token_ids = frequent_tokens(training, args.vocabulary)
        params = initial(weights, token_ids, args.feed_forward, args.head_scale, args.seed)
    if args.kinds:
        training = [s for s in training if s.kind in args.kinds]
    positions, held = Positions(training, token_ids), Positions(calibration, token_ids)
    embedding = jnp.asarray(normalised_embedding(weights))
    lessons = Lessons(positions, weights["token_embd.weight"][token_ids], args.soft)
    print(f"{len(training)} samples, {len(positions.index)} positions; {len(calibration)} for calibration")
    print(f"covered by the sub-vocabulary: {np.mean(held.rows >= 0):.3f} of held-out tokens")

    def epoch_batches(epoch):
        order = np.random.default_rng([args.seed, epoch]).permutation(positions.index)
        for at in range(0, len(order) - args.batch + 1, args.batch):
            yield lessons.batch(order[at : at + args.batch])

    def report(params):
        right, _, reached, kinds = evaluate(params, embedding, held, limit=8192)
        for kind, values in agreement_by_kind(right, reached, kinds).items():
            print(f"  {kind}: agreement at steps 1 to {STEPS}: {values}", flush=True)

    steps = max(1, len(positions.index) // args.batch)
    loss = make_loss(embedding, args.feature_weight)
    loop.train(args, params, loss, epoch_batches, steps, {"token_ids": token_ids}, report)


if __name__ == "__main__":
    main()
