"""The peer of `bench-learn fit`: the same files, the same parameters, in Python.

    peer_learn.py DIR boost|forest|logistic

Prints one figure a line, as bench-learn does. XGBoost gets what src/learn/boost.c gives it.
"""
import sys
import time

import numpy

SEED = 1
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


def boost(data):
    import xgboost

    learn = xgboost.QuantileDMatrix(*data["train"], max_bin=256)
    stop = xgboost.QuantileDMatrix(*data["stop"], ref=learn, max_bin=256)
    phase("preparing the matrix")
    parameters = {
        "objective": "binary:logistic", "eval_metric": "logloss", "tree_method": "hist",
        "max_bin": 256, "base_score": float(data["train"][1].mean(dtype=float)), "seed": SEED,
        "eta": 0.1, "max_depth": 6, "min_child_weight": 5, "subsample": 0.8,
        "colsample_bytree": 0.8, "lambda": 1,
    }
    booster = xgboost.train(parameters, learn, num_boost_round=600,
                            evals=[(learn, "learn"), (stop, "stop")], early_stopping_rounds=30,
                            verbose_eval=False)
    phase("boosting")
    best = booster.best_iteration + 1
    print(f"rounds\t{booster.num_boosted_rounds()}\nbest_round\t{best}")
    return lambda x: booster.inplace_predict(x, iteration_range=(0, best))


def forest(data):
    from sklearn.ensemble import RandomForestClassifier

    x, y = data["train"]
    numpy.nan_to_num(x, copy=False, nan=-1)  # this scikit-learn's forest refuses NaN
    phase("preparing the matrix")
    model = RandomForestClassifier(n_estimators=100, max_depth=10, min_samples_leaf=5,
                                   max_features=0.3, max_samples=0.632, n_jobs=-1,
                                   random_state=SEED)
    model.fit(x, y)
    phase("growing")
    return lambda x: model.predict_proba(numpy.nan_to_num(x, nan=-1))[:, 1]


def logistic(data):
    """Cut at percentiles, laid on 0 to 1, means for what is missing and a column that says so: as
    src/learn/design.c does. Its lbfgs runs to the tolerance and the steps that are the standard."""
    import warnings
    from sklearn.linear_model import LogisticRegression

    x, y = data["train"]
    low, high = numpy.nanpercentile(x[:: max(1, len(x) // 100000)], [1, 99], axis=0)
    flat = ~(low < high)
    low[flat], high[flat] = numpy.nanmin(x[:, flat], axis=0), numpy.nanmax(x[:, flat], axis=0)
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
    model = LogisticRegression(solver="lbfgs", C=1, max_iter=1000, n_jobs=-1)
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
    predict = {"boost": boost, "forest": forest, "logistic": logistic}[kind](data)
    x, y = data["validation"]
    print(f"auc\t{area(predict(x), y):.5f}")
    phase("scoring")


main()
