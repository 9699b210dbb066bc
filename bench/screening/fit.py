"""Fits the weights of `crates/comity-screen/src/score.rs` on features that the example `labelled` writes.

    pip install numpy scipy
    cargo run --release -p comity-screen --example labelled -- LIST names.jsonl features fit.csv
    python3 bench/screening/fit.py BASE,WEIGHT,... fit.csv [held.csv...]

The first argument is the weights now in use: what a score has beside them (date of birth, country, kind of party) stays as it is. Signs are
bound to what a feature means, so that no word more in common ever counts against a hit. Loss is the logistic one, leaning on the cases that
the weights get wrong. Prints the new weights, and for each file the share found at one alert per 300 clean persons, before and after.
"""

import csv
import sys

import numpy as np
from scipy.optimize import minimize

NAMES = "shared asked listed both asked_left listed_left strangers absent pairs order weakest homophones consonants initials".split()
MORE = {"shared", "asked", "listed", "both", "pairs", "order", "weakest"}
LESS = {"asked_left", "listed_left", "strangers", "absent", "homophones", "consonants"}
LEAN = 0.5


def load(path, base, weights):
    rows = list(csv.reader(open(path, encoding="utf-8")))
    label = np.array([int(row[0]) for row in rows])
    person = np.array([row[1] != "company" for row in rows])
    score = np.clip(np.array([float(row[3]) for row in rows]), 1e-13, 1 - 1e-13)
    features = np.array([[float(value) for value in row[4:]] for row in rows])
    return label, person, features, np.log(score / (1 - score)) - (base + features @ weights)


def share(data, base, weights):
    label, person, features, beside = data
    odds = features @ weights + base + beside
    clean = np.sort(odds[(label == 0) & person])[::-1]
    return (odds[label == 1] > clean[len(clean) // 300]).mean() if len(clean) else float("nan")


def main():
    base, *weights = map(float, sys.argv[1].split(","))
    weights = np.array(weights)
    sets = {path: load(path, base, weights) for path in sys.argv[2:]}
    label, _, features, beside = sets[sys.argv[2]]
    scale = features.std(0) + 1e-6
    sign = np.where(label == 1, 1, -1)

    def loss(at):
        margin = sign * (features @ (at[1:] / scale) + at[0] + beside)
        return (np.logaddexp(0, -margin) / (1 + np.exp(margin)) ** LEAN).mean() + 1e-3 * (at[1:] ** 2).mean()

    bounds = [(None, None)] + [(0, None) if name in MORE else (None, 0) if name in LESS else (None, None) for name in NAMES]
    found = minimize(loss, np.r_[base, weights * scale], method="L-BFGS-B", bounds=bounds, options={"maxiter": 500, "maxfun": 100000})
    new_base, new = found.x[0], found.x[1:] / scale
    print("base", round(new_base, 3))
    for name, weight in zip(NAMES, new):
        print(f"{name:12} {weight:8.3f}")
    for path, data in sets.items():
        print(f"{path}: {share(data, base, weights):.3f} found before, {share(data, new_base, new):.3f} after")


if __name__ == "__main__":
    main()
