"""Trains a small model of the target's own architecture that reads the text itself.

Two layers (the target's first two to begin with) and a sub-vocabulary whose rows are embedding and head at
once. Row 0 belongs to the target's id 0, which never occurs in text: it stands for every token outside. Trained on
the target's outputs behind their prompts; tokens outside are read but not predicted.
"""

import argparse

import jax
import jax.numpy as jnp
import numpy as np

import loop
from dataset import VOCABULARY, frequent_tokens, read_samples, split
from gguf_weights import TargetWeights
from numerics import cross_entropy, matmul, rms
from reports import STEPS, agreement_by_kind
from teacher import LIKELY, likely_rows

# The first two fit each other; with the last one as the second, the first steps go into taming what it adds.
SOURCE_LAYERS = (0, 1)
# Of the output norm at the start: at full scale the untrained logits are far too sure (loss 53 instead of 7).
NORM_SCALE = 0.3
HEADS, KV_HEADS, HEAD_SIZE = 9, 3, 64
ROPE_BASE = 100_000.0
MATRICES = ("attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down")
NORMS = ("attn_norm", "ffn_norm")
ROW_LENGTH = 512
ROWS = 4
# Rows that are filled at once: the more, the less padding, and the less random the order.
OPEN_ROWS = 16


def initial(weights: TargetWeights, token_ids: np.ndarray) -> dict:
    e = weights["token_embd.weight"]
    own = e[token_ids]
    own[0] = np.delete(e, token_ids, axis=0).mean(0)
    params = {"token_embd.weight": own, "output_norm.weight": NORM_SCALE * weights["output_norm.weight"]}
    for to, layer in enumerate(SOURCE_LAYERS):
        for name in (*MATRICES, *NORMS):
            params[f"blk.{to}.{name}.weight"] = weights[f"blk.{layer}.{name}.weight"]
    return {name: jnp.asarray(value) for name, value in params.items()}


def pack(samples, token_ids: np.ndarray, order) -> list[dict]:
    """Rows of ROW_LENGTH tokens, several texts in each, in about the given order of the samples.

    `token` are rows of the sub-vocabulary, `segment` tells texts apart (0 = padding), `place` counts within a text,
    `target` is the row to predict (-1: outside) and `output` the index of the target's output token to predict,
    counted through all samples (-1: none).
    """
    row_of = np.zeros(VOCABULARY, np.int32)
    row_of[token_ids] = np.arange(len(token_ids))
    offset = np.cumsum([0] + [len(s.tokens) for s in samples])
    done, open_rows = [], []
    for number in order:
        sample = samples[number]
        # A text that is too long loses its beginning.
        text = np.array((sample.prompt + sample.tokens)[-(ROW_LENGTH + 1) :], np.int64)
        length = len(text) - 1
        fitting = [row for row in open_rows if row["filled"] + length <= ROW_LENGTH]
        row = max(fitting, key=lambda row: row["filled"], default=None)
        if row is None:
            if len(open_rows) == OPEN_ROWS:
                done.append(open_rows.pop(max(range(OPEN_ROWS), key=lambda i: open_rows[i]["filled"])))
            row = {name: np.zeros(ROW_LENGTH, np.int32) for name in ("token", "segment", "place")}
            row |= {name: np.full(ROW_LENGTH, -1, np.int32) for name in ("target", "output")}
            row |= {"filled": 0, "texts": 0}
            open_rows.append(row)
        part = slice(row["filled"], row["filled"] + length)
        row["filled"] += length
        row["texts"] += 1
        own = row_of[text]
        row["token"][part], row["target"][part] = own[:-1], np.where(own[1:] > 0, own[1:], -1)
        row["segment"][part], row["place"][part] = row["texts"], np.arange(length)
        at = np.arange(1, len(text)) - (len(text) - len(sample.tokens))
        row["output"][part] = np.where(at >= 0, offset[number] + at, -1)
    return done + open_rows


def batch_of(rows: list[dict], soft: float, likely, shares) -> list[np.ndarray]:
    """Arguments of the loss. `pick` lists the columns with something to predict first, so that it skips the rest."""
    token, segment, place, target, output = (
        np.stack([row[name] for row in rows]) for name in ("token", "segment", "place", "target", "output")
    )
    taught = ((output >= 0) & (target >= 0)).reshape(-1)
    pick = np.argsort(~taught, kind="stable").astype(np.int32)
    weight = taught[pick].astype(np.float32) / max(1, taught.sum())
    targets, weights = np.maximum(target.reshape(-1)[pick], 0)[None], (weight * (1 - soft))[None]
    if soft > 0:
        output = np.maximum(output.reshape(-1)[pick], 0)
        targets = np.concatenate([targets, likely[output].T])
        weights = np.concatenate([weights, shares[output].T * weight * soft])
    return [token, segment, place, pick, targets, weights]


def _rotate(x, cos, sin):
    """Rotary embedding of [..., HEAD_SIZE, rows, length] with neighbouring pairs."""
    pairs = x.reshape(*x.shape[:-3], HEAD_SIZE // 2, 2, *x.shape[-2:])
    a, b = pairs[..., 0, :, :], pairs[..., 1, :, :]
    return jnp.stack([a * cos - b * sin, a * sin + b * cos], axis=-3).reshape(x.shape)


def _attention(q, k, v, allowed):
    """q [KV_HEADS, group, size, rows, length], k and v [KV_HEADS, size, rows, length] → the shape of q."""
    q, k, v = (x.astype(jnp.bfloat16) for x in (q * HEAD_SIZE**-0.5, k, v))
    scores = jnp.einsum("hgdbq,hdbk->bhgqk", q, k, preferred_element_type=jnp.float32)
    shares = jax.nn.softmax(jnp.where(allowed[:, None, None], scores, -1e9), axis=-1).astype(jnp.bfloat16)
    return jnp.einsum("bhgqk,hdbk->hgdbq", shares, v, preferred_element_type=jnp.float32)


def states(params, token, segment, place):
    """Normalised last states, [width, rows · length]."""
    rows, length = token.shape
    frequency = ROPE_BASE ** (-np.arange(0, HEAD_SIZE, 2) / HEAD_SIZE)
    angle = frequency[:, None, None] * place
    cos, sin = jnp.cos(angle).astype(jnp.float32), jnp.sin(angle).astype(jnp.float32)
    causal = np.tril(np.ones((length, length), bool))
    allowed = (segment[:, :, None] == segment[:, None, :]) & causal
    x = jnp.take(params["token_embd.weight"], token.reshape(-1), axis=0).T
    for layer in range(len(SOURCE_LAYERS)):
        w = {name: params[f"blk.{layer}.{name}.weight"] for name in (*MATRICES, *NORMS)}
        h = rms(x) * w["attn_norm"][:, None]
        shape = (HEAD_SIZE, rows, length)
        q = matmul(w["attn_q"], h).reshape(KV_HEADS, HEADS // KV_HEADS, *shape)
        k = matmul(w["attn_k"], h).reshape(KV_HEADS, *shape)
        v = matmul(w["attn_v"], h).reshape(KV_HEADS, *shape)
        mixed = _attention(_rotate(q, cos, sin), _rotate(k, cos, sin), v, allowed)
        x = x + matmul(w["attn_output"], mixed.reshape(HEADS * HEAD_SIZE, -1))
        h = rms(x) * w["ffn_norm"][:, None]
        x = x + matmul(w["ffn_down"], jax.nn.silu(matmul(w["ffn_gate"], h)) * matmul(w["ffn_up"], h))
    return rms(x) * params["output_norm.weight"][:, None]


def loss(params, token, segment, place, pick, targets, weights):
    state = states(params, token, segment, place)[:, pick]
    return cross_entropy(params["token_embd.weight"], state, targets, weights)


@jax.jit
def guesses(params, token, segment, place):
    """Best row and its probability behind each token."""
    logits = matmul(params["token_embd.weight"], states(params, token, segment, place))
    shape = token.shape
    return logits.argmax(0).reshape(shape), (1 / jnp.exp(logits - logits.max(0)).sum(0)).reshape(shape)


def evaluate(params, samples, token_ids):
    """As `evaluate` of train_head: right, probability and reached, each [STEPS, positions], and kinds."""
    ends = np.cumsum([len(s.tokens) for s in samples])
    hits, sure = np.zeros(ends[-1], bool), np.zeros(ends[-1], np.float32)
    for row in pack(samples, token_ids, range(len(samples))):
        best, p = (np.asarray(x)[0] for x in guesses(params, *(row[n][None] for n in ("token", "segment", "place"))))
        use = row["output"] >= 0
        hits[row["output"][use]] = (best == row["target"])[use]
        sure[row["output"][use]] = p[use]
    right, probability, reached, kinds = [], [], [], []
    for sample, hit, p in zip(samples, np.split(hits, ends[:-1]), np.split(sure, ends[:-1])):
        # As for a head, the first output token is never guessed.
        places = np.arange(1, len(hit))[None] + np.arange(STEPS)[:, None]
        inside = places < len(hit)
        places = np.minimum(places, len(hit) - 1)
        so_far = np.cumprod(np.concatenate([np.ones((1, len(hit) - 1), bool), hit[places][:-1]]), 0).astype(bool)
        right.append(hit[places])
        probability.append(p[places])
        reached.append(so_far & inside)
        kinds += [sample.kind] * (len(hit) - 1)
    return (*(np.concatenate(x, 1) for x in (right, probability, reached)), np.array(kinds))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    loop.add_arguments(parser)
    parser.add_argument("--vocabulary", type=int, default=8192)
    parser.add_argument("--soft", type=float, default=0.9, help="share of the loss on what the target found likely")
    args = parser.parse_args()

    weights = TargetWeights()
    training, calibration = split(read_samples(args.data, with_hidden=args.soft > 0))
    source = args.out if args.resume and args.out.exists() else args.init_from
    if source:
        params, saved = loop.load(source)
        token_ids = saved["token_ids"]
    else:
        token_ids = frequent_tokens(training, args.vocabulary, always=(0, 2))
        params = initial(weights, token_ids)
    if args.kinds:
        training = [s for s in training if s.kind in args.kinds]
    rows = pack(training, token_ids, range(len(training)))
    likely = shares = None
    if args.soft > 0:
        hidden = np.concatenate([s.hidden for s in training])
        likely, shares = likely_rows(hidden, weights["token_embd.weight"][token_ids], LIKELY)
    print(f"{len(training)} samples in {len(rows)} rows; {len(calibration)} for calibration")
    order = np.random.default_rng(1).permutation(len(calibration))[:120]
    some = [calibration[i] for i in order]

    def epoch_batches(epoch):
        order = np.random.default_rng([args.seed, epoch]).permutation(len(training))
        rows = pack(training, token_ids, order)
        np.random.default_rng([args.seed, epoch, 1]).shuffle(rows)
        for at in range(0, len(rows) - ROWS + 1, ROWS):
            yield batch_of(rows[at : at + ROWS], args.soft, likely, shares)

    def report(params):
        right, _, reached, kinds = evaluate(params, some, token_ids)
        for kind, values in agreement_by_kind(right, reached, kinds).items():
            print(f"  {kind}: agreement at steps 1 to {STEPS}: {values}", flush=True)

    loop.train(args, params, loss, epoch_batches, max(1, len(rows) // ROWS), {"token_ids": token_ids}, report)


if __name__ == "__main__":
    main()
