"""The training loop both trainers share: AdamW, warm-up and cosine, time limit, checkpoints."""

import math
import os
import time
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
import optax

WARMUP_STEPS = 50


def adamw_direction(weight_decay: float):
    return optax.chain(
        optax.clip_by_global_norm(1.0),
        optax.scale_by_adam(b1=0.9, b2=0.95),
        optax.add_decayed_weights(weight_decay),
    )


def learning_rate(peak: float, step: int, progress: float) -> float:
    """Linear warm-up over the first steps, then a cosine from `peak` down to a twentieth of it."""
    cosine = 0.5 * (1 + math.cos(math.pi * min(progress, 1.0)))
    return peak * min(1.0, (step + 1) / WARMUP_STEPS) * (0.05 + 0.95 * cosine)


def save(path: Path, params: dict, state, **extra):
    leaves = {f"state.{i}": np.asarray(x) for i, x in enumerate(jax.tree.leaves(state))}
    part = path.with_suffix(".part.npz")
    np.savez(part, **{f"param.{k}": np.asarray(v) for k, v in params.items()}, **leaves, **extra)
    os.replace(part, path)


def load(path: Path) -> tuple[dict, dict]:
    """Parameters by name, and everything else the checkpoint holds."""
    with np.load(path) as file:
        params = {k[6:]: jnp.asarray(file[k]) for k in file.files if k.startswith("param.")}
        return params, {k: file[k] for k in file.files if not k.startswith("param.")}


def add_arguments(parser):
    parser.add_argument("--data", type=Path, required=True, help="folder of outputs-*.jsonl and hidden-*.bf16")
    parser.add_argument("--out", type=Path, required=True, help="checkpoint (.npz), written every minute")
    parser.add_argument("--kinds", type=lambda s: s.split(","), help="only these kinds, for a specialist")
    parser.add_argument("--init-from", type=Path, help="start from another checkpoint's weights")
    parser.add_argument("--resume", action="store_true", help="go on where --out stopped")
    parser.add_argument("--epochs", type=float, default=4.0)
    parser.add_argument("--minutes", type=float, default=math.inf, help="the cosine ends here if epochs do not")
    parser.add_argument("--rate", type=float, default=1e-3, help="peak learning rate")
    parser.add_argument("--weight-decay", type=float, default=0.02)
    parser.add_argument("--seed", type=int, default=0)


def train(args, params: dict, loss, epoch_batches, steps_per_epoch: int, extra: dict, report):
    """Trains `params` on loss(params, *batch) and returns them.

    epoch_batches(epoch) yields the batches of one epoch; report(params) prints an evaluation.
    """
    direction = adamw_direction(args.weight_decay)
    state, step, spent = direction.init(params), 0, 0.0
    if args.resume and args.out.exists():
        params, saved = load(args.out)
        leaves = [jnp.asarray(saved[f"state.{i}"]) for i in range(len(jax.tree.leaves(state)))]
        state = jax.tree.unflatten(jax.tree.structure(state), leaves)
        step, spent = int(saved["step"]), float(saved["spent"])

    @jax.jit
    def update(params, state, rate, *batch):
        value, gradient = jax.value_and_grad(loss)(params, *batch)
        change, state = direction.update(gradient, state, params)
        return jax.tree.map(lambda p, c: p - rate * c, params, change), state, value

    planned, limit = math.ceil(args.epochs * steps_per_epoch), args.minutes * 60
    started, last_save, losses = time.time() - spent, time.time(), []
    epoch = step // steps_per_epoch
    while step < planned and spent < limit:
        for batch in epoch_batches(epoch):
            spent = time.time() - started
            progress = max(step / planned, spent / limit)
            if progress >= 1:
                break
            rate = learning_rate(args.rate, step, progress)
            params, state, value = update(params, state, rate, *batch)
            losses.append(float(value))
            step += 1
            if step % 50 == 0:
                mean = sum(losses[-50:]) / len(losses[-50:])
                print(f"step {step} of {planned}, {spent:.0f} s, loss {mean:.3f}, rate {rate:.1e}", flush=True)
            if time.time() - last_save > 60:
                save(args.out, params, state, step=step, spent=spent, **extra)
                last_save = time.time()
        epoch += 1
        if step < planned and spent < limit:
            report(params)
    save(args.out, params, state, step=step, spent=spent, **extra)
    report(params)
    return params
