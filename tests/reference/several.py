#!/usr/bin/python3
"""Writes several.txt, the values that tests/unit/test-several.c asserts: macro F1 by scikit-learn,
average precision of the first k by its definition written out over pandas. Run it where those are
installed: python3 tests/reference/several.py > tests/reference/several.txt. The suite itself reads
only the text. A line "case NAME" opens a case; every other line is a key and its numbers."""
import numpy
import pandas
import sklearn
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
