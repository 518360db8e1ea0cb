#!/usr/bin/python3
"""Writes tests/reference/topics.txt and topics-texts.txt: texts with four planted topics, and what scikit-learn's
TfidfVectorizer and NMF make of them. What tests/unit/test-topics.c asserts; the suite itself reads only the files.
python3 tests/reference/topics.py, in the project's folder."""
import random

import numpy
from sklearn.decomposition import NMF
from sklearn.feature_extraction.text import TfidfVectorizer

TOPICS = [["invoice", "refund", "charge", "card", "bill", "amount"],
          ["login", "password", "reset", "account", "lock", "email"],
          ["export", "report", "column", "spreadsheet", "chart", "filter"],
          ["slow", "timeout", "server", "latency", "crash", "error"]]
COMMON = ["customer", "today", "morning", "problem", "help", "team", "issue", "week"]
K = len(TOPICS)


def make_texts():
    dice = random.Random(7)
    texts = []
    for _ in range(240):
        main, other = dice.sample(range(K), 2)
        words = dice.choices(TOPICS[main], k=dice.randint(3, 6))
        words += dice.choices(TOPICS[other], k=dice.randint(0, 2)) + dice.choices(COMMON, k=2)
        dice.shuffle(words)
        texts.append(" ".join(words))
    return texts


def line(out, name, values):
    out.write(name + " " + " ".join(f"{value:.17g}" for value in numpy.ravel(values)) + "\n")


def main():
    texts = make_texts()
    with open("tests/reference/topics-texts.txt", "w", encoding="utf-8") as out:
        out.write("\n".join(texts) + "\n")
    vectorizer = TfidfVectorizer(min_df=5, max_df=0.4)
    x = vectorizer.fit_transform(texts)
    words = vectorizer.get_feature_names_out()
    numbers = numpy.random.RandomState(3)
    w0, h0 = numbers.rand(x.shape[0], K), numbers.rand(K, x.shape[1])
    steps = NMF(K, init="custom", solver="cd", tol=0, max_iter=25)
    w = steps.fit_transform(x, W=w0.copy(), H=h0.copy())
    best = NMF(K, init="nndsvda", solver="cd", tol=1e-8, max_iter=5000)
    weights = best.fit_transform(x)
    best.tol = 1e-12
    again = best.transform(x)
    mass = again * best.components_.sum(axis=1)
    with open("tests/reference/topics.txt", "w", encoding="utf-8") as out:
        out.write("# by tests/reference/topics.py: numpy %s\n" % numpy.__version__)
        out.write("case steps\n")
        line(out, "size", [x.shape[0], x.shape[1], K, 25])
        line(out, "start", x.indptr)
        x.sort_indices()
        line(out, "column", x.indices)
        line(out, "value", x.data)
        line(out, "w0", w0)
        line(out, "h0", h0)
        line(out, "w", w)
        line(out, "h", steps.components_)
        line(out, "loss", [steps.reconstruction_err_])
        out.write("case best\n")
        line(out, "loss", [best.reconstruction_err_])
        line(out, "h", best.components_)
        line(out, "weights", again)
        line(out, "shares", mass / mass.sum(axis=1, keepdims=True))
        for t in range(K):
            top = numpy.argsort(-best.components_[t])[:3]
            out.write("# topic %d: %s\n" % (t, " ".join(words[i] for i in top)))
            line(out, "topic%d" % t, [best.components_[t][i] for i in top])
    print(x.shape, steps.reconstruction_err_, best.reconstruction_err_, weights.shape)


if __name__ == "__main__":
    main()
