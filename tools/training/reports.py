"""Agreement and calibration of a draft's guesses along the target's own text."""

import numpy as np

STEPS = 4
BINS = 16


def agreement_by_kind(right, reached, kinds) -> dict[str, list[float]]:
    """Share of right guesses at each step of a proposal, given that all earlier guesses were right.

    `right` and `reached` are [STEPS, positions], `kinds` [positions].
    """
    table = {}
    for kind in [*np.unique(kinds), "all"]:
        chosen = np.ones(len(kinds), bool) if kind == "all" else kinds == kind
        shares = [right[k][reached[k] & chosen] for k in range(STEPS)]
        table[str(kind)] = [round(float(s.mean()), 3) if len(s) else float("nan") for s in shares]
    return table


def priors(right, probability, reached, pseudo: float = 4.0) -> np.ndarray:
    """Share of right guesses in each bin of the draft's probability, [BINS].

    All three arguments are flat. A bin with few guesses leans on the middle of the bin, as if it had held `pseudo`
    more of them.
    """
    use = reached.reshape(-1)
    right, bin_ = right.reshape(-1)[use], np.minimum(BINS - 1, probability.reshape(-1)[use] * BINS).astype(int)
    count = np.bincount(bin_, minlength=BINS)
    hits = np.bincount(bin_, weights=right, minlength=BINS)
    middle = (np.arange(BINS) + 0.5) / BINS
    return (hits + pseudo * middle) / (count + pseudo)
