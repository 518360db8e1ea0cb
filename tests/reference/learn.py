#!/usr/bin/env python3
"""Writes learn.txt: what statsmodels, scikit-learn and XGBoost's Python package make of the rows that
tests/unit/test-learn-reference.c draws from the same generator. Run: python3 learn.py > learn.txt"""
import math
import warnings

import numpy as np
import statsmodels.api as sm
import xgboost
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.metrics import log_loss, roc_auc_score

MASK = (1 << 64) - 1
NUMBERS = 5


class Xoshiro:
    """xoshiro256** seeded by splitmix64, as src/base/random.c has it."""

    def __init__(self, seed):
        self.state = []
        for _ in range(4):
            seed = (seed + 0x9E3779B97F4A7C15) & MASK
            z = seed
            z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
            z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
            self.state.append(z ^ (z >> 31))

    def double(self):
        def rotate(x, k):
            return ((x << k) | (x >> (64 - k))) & MASK

        s = self.state
        result = (rotate(s[1] * 5 & MASK, 7) * 9) & MASK
        shifted = (s[1] << 17) & MASK
        s[2] ^= s[0]
        s[3] ^= s[1]
        s[1] ^= s[2]
        s[0] ^= s[3]
        s[2] ^= shifted
        s[3] = rotate(s[3], 45)
        return (result >> 11) * 2.0**-53


def draw(seed, n, number=False):
    """Columns f0 … f4, then the levels a, b and (other) of a category; the labels, or numbers of as many causes."""
    random = Xoshiro(seed)
    matrix, labels = np.zeros((n, NUMBERS + 3), dtype=np.float32), np.zeros(n)
    for i in range(n):
        x = [random.double() for _ in range(NUMBERS)]
        x[1] = math.floor(10 * x[1])
        x[2] = 100 * x[2] * x[2]
        gap, level, chance = random.double() < 0.1, math.floor(3 * random.double()), random.double()
        margin = -2 + 2 * x[0] + 0.1 * x[1] + 1.5 * (x[2] < 20) - 2 * (x[3] > 0.5) * x[4] + 0.8 * (level == 1)
        matrix[i, :NUMBERS] = x
        if gap:
            matrix[i, 3] = math.nan
        matrix[i, NUMBERS + level] = 1
        labels[i] = 3 * margin + chance if number else chance < 1 / (1 + math.exp(-margin))
    return matrix, labels


def design(matrix, asked=None):
    """The columns of the regression: an intercept, numbers cut at 1 and 99 % and laid on 0-1, a column
    of gaps, the levels but the first. Of other rows by what these rows say."""
    asked = matrix if asked is None else asked
    columns = [np.ones(len(asked))]
    for j in range(NUMBERS):
        x = matrix[:, j].astype(float)
        low, high = np.nanquantile(x, [0.01, 0.99])
        fill = np.nanmean((np.clip(x, low, high) - low) / (high - low))
        y = (np.clip(asked[:, j].astype(float), low, high) - low) / (high - low)
        columns.append(np.where(np.isnan(y), fill, y))
        if np.isnan(x).any():
            columns.append(np.isnan(y).astype(float))
    return np.column_stack(columns + [asked[:, NUMBERS + 1], asked[:, NUMBERS + 2]])


def write(key, values):
    print(key, " ".join("%.17g" % value for value in np.atleast_1d(values)))


def logistic():
    matrix, labels = draw(1, 3000)
    x = design(matrix)
    free = sm.Logit(labels, x).fit(disp=0, method="newton", tol=1e-13, maxiter=100)
    pulled = LogisticRegression(C=1.0, solver="newton-cg", tol=1e-12, max_iter=10000).fit(x[:, 1:], labels)
    print("case logistic")
    write("estimate", free.params)
    write("se", free.bse)
    write("loss", log_loss(labels, free.predict(x)))
    write("pulled", np.concatenate([pulled.intercept_, pulled.coef_[0]]))


def trees():
    learn, stop, validation = draw(1, 3000), draw(2, 600), draw(3, 3000)
    parameters = {
        "objective": "binary:logistic", "eval_metric": "logloss", "tree_method": "hist", "eta": 0.1,
        "max_depth": 6, "min_child_weight": 5, "subsample": 0.8, "colsample_bytree": 0.8, "lambda": 1,
        "base_score": learn[1].mean(), "seed": 7,
    }
    booster = xgboost.train(
        parameters, xgboost.DMatrix(learn[0], learn[1]), num_boost_round=600,
        evals=[(xgboost.DMatrix(stop[0], stop[1]), "stop")], early_stopping_rounds=30, verbose_eval=False)
    p = booster.predict(xgboost.DMatrix(validation[0]), iteration_range=(0, booster.best_iteration + 1))
    print("case boost")
    write("auc", roc_auc_score(validation[1], p))
    write("loss", log_loss(validation[1], p.astype(float)))
    fill = np.nanmean(learn[0], axis=0)
    forest = RandomForestClassifier(300, min_samples_leaf=5, max_depth=10, max_features=0.3, random_state=1)
    forest.fit(np.where(np.isnan(learn[0]), fill, learn[0]), learn[1])
    p = forest.predict_proba(np.where(np.isnan(validation[0]), fill, validation[0]))[:, 1]
    print("case forest")
    write("auc", roc_auc_score(validation[1], p))
    write("loss", log_loss(validation[1], p))


def numbers():
    """A number to be said: what the regression's columns add up to, least squares with a ridge; trees; the mean of
    both. Rows to be judged lie far out in one column, as where a scale has changed."""
    learn, stop, validation = draw(1, 3000, True), draw(2, 600, True), draw(3, 3000, True)
    validation[0][:, 2] *= 50
    ridge = Ridge(alpha=1.0, solver="cholesky").fit(design(learn[0])[:, 1:], learn[1])
    said = ridge.predict(design(learn[0], validation[0])[:, 1:])
    free = Ridge(alpha=1.0, solver="cholesky")
    fill = np.nanmean(learn[0], axis=0)
    free.fit(np.where(np.isnan(learn[0]), fill, learn[0]), learn[1])
    unbounded = free.predict(np.where(np.isnan(validation[0]), fill, validation[0]))
    parameters = {
        "objective": "reg:squarederror", "eval_metric": "rmse", "tree_method": "hist", "eta": 0.1,
        "max_depth": 6, "min_child_weight": 5, "subsample": 0.8, "colsample_bytree": 0.8, "lambda": 1,
        "base_score": learn[1].mean(), "seed": 7,
    }
    booster = xgboost.train(
        parameters, xgboost.DMatrix(learn[0], learn[1]), num_boost_round=600,
        evals=[(xgboost.DMatrix(stop[0], stop[1]), "stop")], early_stopping_rounds=30, verbose_eval=False)
    trees = booster.predict(xgboost.DMatrix(validation[0]), iteration_range=(0, booster.best_iteration + 1))
    def rmse(values):
        return math.sqrt(np.mean((values - validation[1]) ** 2))
    print("case numbers")
    write("sum", said[:200])
    write("rmse", [rmse(said), rmse(trees), rmse((said + trees) / 2), rmse(unbounded)])


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    print("# made by learn.py: statsmodels, scikit-learn, xgboost", xgboost.__version__)
    logistic()
    trees()
    numbers()
