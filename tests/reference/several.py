#!/usr/bin/python3
"""Writes several.txt, the values that tests/unit/test-several.c asserts: macro F1 by scikit-learn,
average precision and recall of the first k and MASE by their definitions written out over pandas, the
temperature of several classes by scipy. Run it where those are
installed: python3 tests/reference/several.py > tests/reference/several.txt. The suite itself reads
only the text. A line "case NAME" opens a case; every other line is a key and its numbers."""
import numpy
import pandas
import sklearn
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax
from sklearn.metrics import f1_score

random = numpy.random.default_rng(20251122)


def write(key, values):
    print(key, *(repr(float(v)) for v in numpy.ravel(values)))


def average_precision(hits, k, relevant):
    first = pandas.Series(hits[:k], dtype=float)
    precision = first.expanding().mean()
    return (precision * first).sum() / min(k, relevant)


print("# by several.py with scikit-learn", sklearn.__version__, "pandas", pandas.__version__)
for classes, n in ((3, 200), (7, 500), (12, 40)):
    label = random.integers(0, classes, n)
    if classes == 12:  # some classes are never true, some never said
        label[label > 8] = 0
    guess = numpy.where(random.random(n) < 0.5, label, random.integers(0, classes, n))
    print(f"case classes-{classes}")
    write("label", label)
    write("predicted", guess)
    write("macro_f1", f1_score(label, guess, average="macro"))
for k in (1, 3, 12):
    print(f"case list-{k}")
    hits = (random.random((20, 15)) < 0.25).astype(int)
    relevant = hits.sum(axis=1) + random.integers(1, 4, 20)
    write("hits", hits)
    write("relevant", relevant)
    write("precision", [average_precision(h, k, r) for h, r in zip(hits, relevant)])
for k in (1, 3, 12):
    print(f"case recall-{k}")
    hits = pandas.DataFrame((random.random((20, 15)) < 0.25).astype(int))
    relevant = hits.sum(axis=1) + random.integers(1, 4, 20)
    write("hits", hits)
    write("relevant", relevant)
    write("recall", hits.iloc[:, :k].sum(axis=1) / relevant)
for season in (1, 4):  # a row an entity, a column a window; some windows are not known
    print(f"case mase-{season}")
    came = pandas.DataFrame(random.poisson(5, (30, 12)).astype(float))
    came = came.mask(random.random(came.shape) < 0.1)
    said = came.shift(1, axis=1) + random.normal(0, 1, came.shape)
    past = came.iloc[:, :8]
    scale = (past - past.shift(season, axis=1)).abs().stack().mean()
    error = (said - came).iloc[:, 8:].abs().stack().mean()
    write("came", past.iloc[:, season:])
    write("before", past.shift(season, axis=1).iloc[:, season:])
    write("said", said.iloc[:, 8:])
    write("truth", came.iloc[:, 8:])
    write("mase", [error / scale])
for classes, stretch in ((3, 2.5), (6, 0.6)):
    print(f"case temperature-{classes}")
    score = random.normal(0, 1.5, (150, classes))
    chance = numpy.exp(log_softmax(score, axis=1))
    label = numpy.array([random.choice(classes, p=p) for p in chance])
    score = score * stretch

    def loss(a):
        return -log_softmax(a * score, axis=1)[numpy.arange(len(label)), label].mean()

    best = minimize_scalar(loss, bounds=(0.01, 100), method="bounded", options={"xatol": 1e-12})
    write("score", score)
    write("label", label)
    write("loss", [loss(1), loss(best.x)])
    write("temperature", [1 / best.x])
