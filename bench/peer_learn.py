"""The peer of `bench-learn fit`, after it: the same files and parameters, in Python.

    peer_learn.py DIR boost|forest|logistic

Prints one figure a line, as bench-learn does.
"""
import json
import os
import sys
import time

import numpy

SEED = 1
THREADS = int(os.environ.get("OMP_NUM_THREADS", 0)) or os.cpu_count()
began = last = time.monotonic()


def phase(name):
    global last
    print(f"phase\t{name}\t{time.monotonic() - last:.3f}")
    last = time.monotonic()


def load(folder):
    return {
        part: (numpy.load(f"{folder}/{part}-x.npy"), numpy.load(f"{folder}/{part}-y.npy"))
        for part in ("train", "stop", "validation")
    }


def boost(data, given):
    import xgboost

    learn = xgboost.QuantileDMatrix(*data["train"], max_bin=256)
    stop = xgboost.QuantileDMatrix(*data["stop"], ref=learn, max_bin=256)
    phase("preparing the matrix")
    parameters = {
        "objective": "binary:logistic", "eval_metric": "logloss", "tree_method": "hist",
        "max_bin": 256, "base_score": float(data["train"][1].mean(dtype=float)), "seed": SEED, "nthread": THREADS,
        "eta": given["eta"], "max_depth": int(given["depth"]),
        "min_child_weight": given["child_weight"], "subsample": given["subsample"],
        "colsample_bytree": given["colsample"], "lambda": given["lambda"],
    }
    booster = xgboost.train(parameters, learn, num_boost_round=int(given["rounds"]),
                            evals=[(learn, "learn"), (stop, "stop")],
                            early_stopping_rounds=int(given["patience"]), verbose_eval=False)
    phase("boosting")
    best = booster.best_iteration + 1
    print(f"rounds\t{booster.num_boosted_rounds()}\nbest_round\t{best}")
    return lambda x: booster.inplace_predict(x, iteration_range=(0, best))


def forest(data, given):
    from sklearn.ensemble import RandomForestClassifier

    x, y = data["train"]
    numpy.nan_to_num(x, copy=False, nan=-1)  # this scikit-learn's forest refuses NaN
    phase("preparing the matrix")
    model = RandomForestClassifier(
        n_estimators=int(given["trees"]), max_depth=int(given["depth"]),
        min_samples_leaf=int(given["leaf"]), max_features=given["colsample"],
        max_samples=given["subsample"], n_jobs=THREADS, random_state=SEED)
    model.fit(x, y)
    phase("growing")
    return lambda x: model.predict_proba(numpy.nan_to_num(x, nan=-1))[:, 1]


def logistic(data, given):
    """Cut at percentiles, laid on 0 to 1, means for what is missing and a column that says so: as
    src/learn/design.c does. Its lbfgs runs to the tolerance and the steps that are the standard."""
    import warnings
    from sklearn.linear_model import LogisticRegression

    x, y = data["train"]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # columns without any value
        low, high = numpy.nanpercentile(x[:: max(1, len(x) // 100000)], [1, 99], axis=0)
        flat = ~(low < high)
        low[flat] = numpy.nanmin(x[:, flat], axis=0)
        high[flat] = numpy.nanmax(x[:, flat], axis=0)
    kept = low < high
    low, high = low[kept], high[kept]

    def scaled(x):
        return (numpy.clip(x[:, kept], low, high) - low) / (high - low)

    learn = scaled(x)
    means = numpy.nanmean(learn, axis=0)
    gaps = numpy.isnan(learn).any(axis=0)

    def design(laid):
        missing = numpy.isnan(laid)
        return numpy.hstack([numpy.where(missing, means, laid), missing[:, gaps]])

    learn = design(learn)
    phase("preparing the matrix")
    model = LogisticRegression(solver="lbfgs", C=1 / given["ridge"], max_iter=1000)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        model.fit(learn, y)
    phase("fitting")
    print(f"rounds\t{int(model.n_iter_[0])}\nwarnings\t{len(caught)}")
    return lambda x: model.predict_proba(design(scaled(x)))[:, 1]


def area(p, y):
    """AUC by ranks, ties shared."""
    _, place, count = numpy.unique(p, return_inverse=True, return_counts=True)
    rank = (numpy.cumsum(count) - (count - 1) / 2)[place]
    events = y.sum(dtype=float)
    return (rank[y == 1].sum() - events * (events + 1) / 2) / (events * (len(y) - events))


def main():
    folder, kind = sys.argv[1:]
    data = load(folder)
    phase("reading the files")
    with open(f"{folder}/{kind}.json", encoding="utf-8") as file:
        given = json.load(file)
    predict = {"boost": boost, "forest": forest, "logistic": logistic}[kind](data, given)
    x, y = data["validation"]
    print(f"auc\t{area(predict(x), y):.5f}")
    phase("scoring")


main()
