#!/usr/bin/python3
"""Writes importance.csv, rows that tests/unit/test-feature-figures.c imports and trains on, and
importance.txt, what scipy and scikit-learn make of them: each column alone, from training to
validation, its permutation importance, and how alike any two are.
Run: python3 importance.py FOLDER"""
import sys
import warnings

import numpy as np
import pandas as pd
import scipy
import sklearn
from scipy import stats
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform
from scipy.stats.contingency import association
from sklearn.inspection import permutation_importance
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

warnings.filterwarnings("ignore")
N, NAMES = 2000, ["strong", "weak", "copy", "falling", "idle", "moving"]
random = np.random.default_rng(4)
Z = stats.norm.ppf(0.975)


def draw():
    rows = pd.DataFrame({"id": [f"R{i:04d}" for i in range(N)],
                         "at": pd.date_range("2024-01-01", periods=N, freq="6h").strftime("%Y-%m-%d %H:%M")})
    rows["strong"] = random.normal(size=N).round(3)
    rows["weak"] = random.normal(size=N).round(3)
    rows["copy"] = (rows.strong + random.normal(scale=0.1, size=N)).round(3)
    rows["falling"] = random.exponential(size=N).round(2)
    rows["idle"] = random.integers(0, 10, N)
    rows["moving"] = (random.normal(size=N) + 1.2 * np.arange(N) / N).round(2)
    rows["kind"] = random.choice(list("abcd"), N, p=[0.4, 0.3, 0.2, 0.1])
    rows["sort"] = np.where(random.random(N) < 0.97, rows.kind.str.upper(), "A")
    margin = -1 + 1.2 * rows.strong + 0.4 * rows.weak - 0.7 * rows.falling + 0.8 * (rows.kind == "c")
    rows["result"] = np.where(random.random(N) < 1 / (1 + np.exp(-margin)), "yes", "no")
    rows.loc[random.random(N) < 0.05, "weak"] = np.nan
    return rows


def delong(score, label):
    events, others = score[label == 1], score[label == 0]
    wins = (events[:, None] > others[None, :]) + 0.5 * (events[:, None] == others[None, :])
    a, b = wins.mean(axis=1), wins.mean(axis=0)
    auc, se = wins.mean(), np.sqrt(a.var(ddof=1) / len(a) + b.var(ddof=1) / len(b))
    assert abs(auc - roc_auc_score(label, score)) < 1e-12
    logit, margin = np.log(auc / (1 - auc)), Z * se / (auc * (1 - auc))
    return auc, *(1 / (1 + np.exp(-logit - sign * margin)) for sign in (-1, 1))


def psi(earlier, later):
    edges = np.nanquantile(earlier, np.arange(1, 10) / 10)
    shares = []
    for side in (earlier, later):
        bins = np.where(np.isnan(side), 10, np.searchsorted(edges, side, side="left"))
        shares.append(np.bincount(bins, minlength=11) / len(side))
    used = (shares[0] + shares[1]) > 0
    r, c = (np.maximum(share[used], 1e-4) for share in shares)
    return ((c - r) * np.log(c / r)).sum(), (used.sum() - 1) * (1 / len(earlier) + 1 / len(later))


def write(key, *values):
    print(key, *(repr(float(value)) for value in values))


def main(folder):
    rows = draw()
    rows.to_csv(f"{folder}/importance.csv", index=False)
    sys.stdout = open(f"{folder}/importance.txt", "w")
    print("# by importance.py with scipy, scikit-learn", scipy.__version__, sklearn.__version__)
    train, validation = rows[:1260], rows[1400:1700]
    label = (rows.result == "yes").to_numpy().astype(int)
    for name in NAMES:
        print("case", name)
        there = train[name].notna().to_numpy()
        auc, low, high = delong(train[name][there].to_numpy(), label[:1260][there])
        write("power", *((auc, low, high) if auc >= 0.5 else (1 - auc, 1 - high, 1 - low)))
        write("psi", *psi(train[name].to_numpy(), validation[name].to_numpy()))
    print("case permutation")
    names = [name for name in NAMES if name != "copy"]  # two that say the same share what they are worth
    table = pd.get_dummies(rows[names].assign(gap=rows.weak.isna()).fillna(0).astype(float))
    mean, sd = table[:1260].mean(), table[:1260].std()
    table = (table - mean) / sd
    kinds = pd.get_dummies(rows.kind).astype(float)
    matrix = np.column_stack([table.to_numpy(), kinds.to_numpy()])
    model = LogisticRegression(C=1e6, max_iter=5000).fit(matrix[:1260], label[:1260])
    found = permutation_importance(model, matrix[1400:1700], label[1400:1700], scoring="roc_auc",
                                   n_repeats=400, random_state=1)
    for i, name in enumerate(names):
        write(name, found.importances_mean[i])
    print("case alike")
    ranks = train[NAMES].to_numpy()
    rho = stats.spearmanr(ranks[:, [0, 2, 3, 4, 5]]).correlation
    write("spearman", *rho.ravel())
    for name, pair in (("near", ("strong", "copy")), ("far", ("strong", "falling"))):
        write(name, *spearman(*(train[column].to_numpy() for column in pair)))
    write("v", association(pd.crosstab(train.kind, train.sort), method="cramer"))
    write("matrix", *complete())


def spearman(a, b):
    r = stats.spearmanr(a, b).correlation
    margin = Z * np.sqrt((1 + r * r / 2) / (len(a) - 3))
    return r, np.tanh(np.arctanh(r) - margin), np.tanh(np.arctanh(r) + margin)


def complete():
    """Twelve points, their likeness and the groups at 0.9."""
    points = random.random((12, 2)) * 0.4
    alike = 1 - np.sqrt(((points[:, None] - points[None]) ** 2).sum(axis=2))
    groups = fcluster(linkage(squareform(1 - alike, checks=False), "complete"), 0.1, "distance")
    return np.concatenate([alike.ravel(), groups])


main(sys.argv[1])
