#!/usr/bin/python3
"""Writes stats.txt, the values that tests/unit/test-stats.c asserts: by scikit-learn, scipy,
statsmodels and numpy, or by the definition written out naively. Run it where those are installed:
python3 tests/reference/stats.py > tests/reference/stats.txt. The suite itself reads only the text.

A line "case NAME" opens a case; every other line is a key and its numbers."""
import warnings

import numpy
import scipy
import sklearn
import statsmodels
from scipy import optimize, special
from scipy import stats as distributions
from sklearn import metrics
from statsmodels.regression.linear_model import OLS
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

warnings.filterwarnings("ignore")
random = numpy.random.default_rng(20250714)
Z = distributions.norm.ppf(0.975)


def write(key, *values):
    flat = numpy.concatenate([numpy.ravel(v) for v in values])
    whole = [float(v).is_integer() and abs(v) < 1e15 for v in flat]
    print(key, *(repr(int(v)) if w else repr(float(v)) for v, w in zip(flat, whole)))


def delong(score, label):
    """Structural components by the definition: every event against every other row."""
    events, others = score[label == 1], score[label == 0]
    wins = (events[:, None] > others[None, :]) + 0.5 * (events[:, None] == others[None, :])
    return wins.mean(), wins.mean(axis=1), wins.mean(axis=0)


def delong_covariance(a, b):
    m, n = len(a[1]), len(a[2])
    return numpy.cov(a[1], b[1])[0, 1] / m + numpy.cov(a[2], b[2])[0, 1] / n


def reliability(p, y, bins=15):
    """Equal mass by array_split over sorted rows; a tie stays where its first row falls."""
    order = numpy.argsort(p, kind="stable")
    parts = numpy.array_split(order, bins)
    bin_of_position = numpy.repeat(numpy.arange(bins), [len(part) for part in parts])
    bin_of_value = {}
    for position, row in enumerate(order):
        bin_of_value.setdefault(p[row], bin_of_position[position])
    bin_of_row = numpy.array([bin_of_value[v] for v in p])
    return [(bin_of_row == b) for b in sorted(set(bin_of_row))]


def calibration_errors(p, y):
    ece = expected = square = 0
    for rows in reliability(p, y):
        count, observed = rows.sum(), y[rows].mean()
        gap, variance, weight = observed - p[rows].mean(), observed * (1 - observed), count / len(p)
        sd = numpy.sqrt(variance / count)
        ece += weight * abs(gap)
        folded = distributions.foldnorm.mean(abs(gap) / sd, scale=sd) if sd > 0 else abs(gap)
        expected += weight * folded
        square += weight * (gap**2 - (variance / (count - 1) if count > 1 else 0))
    return ece, max(2 * ece - expected, 0), numpy.sqrt(max(square, 0))


def temperature(z, y):
    """Root of the loss's derivative in 1/T."""

    def slope(a):
        return numpy.sum((special.expit(a * z) - y) * z)

    if slope(0.01) >= 0:
        return 100.0
    if slope(100) <= 0:
        return 0.01
    return 1 / optimize.brentq(slope, 0.01, 100, xtol=1e-14, rtol=1e-14)


def platt(s, y):
    target = numpy.where(y == 1, (y.sum() + 1) / (y.sum() + 2), 1 / ((1 - y).sum() + 2))

    def loss(ab):
        x = ab[0] * s + ab[1]
        error = special.expit(x) - target
        return numpy.sum(numpy.logaddexp(0, x) - target * x), numpy.array([error @ s, error.sum()])

    return optimize.minimize(loss, [0, 0], jac=True, method="BFGS", options={"gtol": 1e-9}).x


def binary_case(name, p, y, other, line):
    """One set of probabilities with everything a model's row shows; `other` for paired DeLong."""
    p, y, other = numpy.asarray(p, float), numpy.asarray(y), numpy.asarray(other, float)
    print("case", name)
    write("probability", p)
    write("label", y)
    write("other", other)
    a, b = delong(p, y), delong(other, y)
    auc, se = a[0], numpy.sqrt(delong_covariance(a, a))
    assert abs(auc - metrics.roc_auc_score(y, p)) < 1e-12
    write("auc", auc, se)
    if 0 < auc < 1:
        half = Z * se / (auc * (1 - auc))
        logit = special.logit(auc)
        write("auc_interval", special.expit(logit - half), special.expit(logit + half))
    else:
        small = min(y.sum(), (1 - y).sum())
        write("auc_interval", proportion_confint(auc * small, small, method="wilson"))
    variance = delong_covariance(a, a) + delong_covariance(b, b) - 2 * delong_covariance(a, b)
    z = (a[0] - b[0]) / numpy.sqrt(variance)
    write("compare", a[0] - b[0], numpy.sqrt(variance), z, 2 * distributions.norm.sf(abs(z)))
    write("average_precision", metrics.average_precision_score(y, p))
    write("log_loss", metrics.log_loss(y, p))
    write("brier", metrics.brier_score_loss(y, p))
    flag = p >= line
    tn, fp, fn, tp = metrics.confusion_matrix(y, flag).ravel()
    write("confusion", line, tp, fn, fp, tn)
    figures = [metrics.accuracy_score, metrics.precision_score, metrics.recall_score, metrics.f1_score]
    write("figures", [figure(y, flag) for figure in figures])
    parts = reliability(p, y)
    write("bin_counts", [rows.sum() for rows in parts])
    write("bin_events", [y[rows].sum() for rows in parts])
    write("bin_means", [p[rows].mean() for rows in parts])
    write("calibration_error", calibration_errors(p, y))
    write("temperature", temperature(special.logit(numpy.clip(p, 2.0**-52, 1 - 2.0**-52)), y))
    write("platt", platt(other, y))


def model_scores(n, rate, strength, digits):
    y = (random.random(n) < rate).astype(int)
    z = special.logit(rate) + strength * (y - rate) + random.normal(size=n)
    other = 0.5 * z + random.normal(size=n)
    return numpy.round(special.expit(1.4 * z), digits), y, numpy.round(other, digits)


versions = [scipy.__version__, sklearn.__version__, statsmodels.__version__, numpy.__version__]
print("# by stats.py with scipy, scikit-learn, statsmodels, numpy", ", ".join(versions))
binary_case("methods", [.9, .8, .7, .55, .6, .1, .4, .35, .8, .2, .5], [1] * 5 + [0] * 6,
            [.9, .3, .8, .5, .2, .4, .6, .1, .2, .3, .7], 0.5)
p, y, other = model_scores(30, 0.4, 1.0, 1)
binary_case("small_ties", p, y, other, 0.3)
p, y, other = model_scores(7, 0.5, 1.0, 2)
y[:4] = 0, 1, 0, 1
binary_case("fewer_than_bins", p, y, other, 0.5)
binary_case("large_ties", *model_scores(3000, 0.12, 1.3, 2), 0.15)
binary_case("large", *model_scores(2000, 0.3, 0.8, 6), 0.27)
binary_case("near_one", *model_scores(800, 0.2, 5.0, 5), 0.4)
rates = random.choice([0.05, 0.08, 0.12, 0.35, 0.6], size=1000, p=[0.3, 0.3, 0.2, 0.15, 0.05])
y = (random.random(1000) < rates * 0.8).astype(int)
binary_case("five_rates", rates, y, random.normal(size=1000).round(3), 0.12)
p, y, other = model_scores(200, 0.5, 2.0, 3)
p[:6], y[:6] = [0, 0, 1, 1, 0, 1], [0, 1, 1, 0, 0, 1]
binary_case("zeros_and_ones", p, y, other, 0.5)
binary_case("perfect", numpy.linspace(0.05, 0.95, 40).round(3), [0] * 25 + [1] * 15,
            random.normal(size=40).round(3), 0.6)

print("case normal")
p = numpy.array([1e-300, 1e-20, 1e-9, 1e-4, 0.001, 0.02425, 0.025, 0.05, 0.1, 0.3, 0.5, 0.7, 0.9,
                 0.975, 0.999, 1 - 1e-9])
write("p", p)
write("quantile", distributions.norm.ppf(p))
x = numpy.array([-37, -10, -5, -1.96, -0.5, 0, 0.1, 1, 3, 8])
write("x", x)
write("cdf", distributions.norm.cdf(x))

print("case wilson")
pairs = [(600, 916), (600, 2100), (0, 10), (10, 10), (1, 3), (71, 112), (100, 514), (5000, 1000000)]
write("successes", [a for a, b in pairs])
write("trials", [b for a, b in pairs])
for confidence in (0.95, 0.8):
    bounds = [proportion_confint(a, b, alpha=1 - confidence, method="wilson") for a, b in pairs]
    write(f"bounds_{round(100 * confidence)}", numpy.clip(bounds, 0, 1))

print("case clustered")
own = numpy.random.default_rng(41)
groups = own.integers(0, 30, 200)
events = (own.random(200) < 0.1 + 0.5 * (groups % 3 == 0)).astype(int)
robust = OLS(events, numpy.ones(200)).fit(cov_type="cluster", cov_kwds={"groups": groups})
single = events.mean() * (1 - events.mean()) / 200
effect = robust.bse[0] ** 2 / single
write("cluster", groups)
write("label", events)
write("effect", effect)
write("rate", events.mean(), proportion_confint(events.sum() / effect, 200 / effect, method="wilson"))
write("beta", special.betainc([2, 0.5, 30.7, 5], [3, 0.5, 80.2, 900], [0.4, 0.99, 0.31, 0.01]))
write("tail", [distributions.binom.sf(k - 1, n, p) for k, n, p in ((3, 10, 0.12), (60, 89, 0.13), (1, 5, 0.5))])
write("difference", confint_proportions_2indep(56, 70, 48, 80, method="newcomb", compare="diff"))

print("case columns")
a = numpy.round(random.gamma(2, 10, 500), 1)
b = numpy.round(random.gamma(2.3, 10, 400), 1)
write("a", a)
write("b", b)
write("mean_sd", a.mean(), a.std(ddof=1))
probabilities = [0, 0.01, 0.25, 0.5, 0.731, 0.99, 1]
write("quantile_p", probabilities)
write("quantiles", numpy.quantile(a, probabilities))
write("ks", distributions.ks_2samp(a, b).statistic)
edges = numpy.unique(numpy.quantile(a, numpy.arange(1, 10) / 10))
share_a = numpy.bincount(numpy.searchsorted(edges, a), minlength=len(edges) + 1) / len(a)
share_b = numpy.bincount(numpy.searchsorted(edges, b), minlength=len(edges) + 1) / len(b)
write("psi", numpy.sum((share_b - share_a) * numpy.log(share_b / share_a)))

print("case bootstrap")
n = 1500
customer = numpy.floor(400 * random.random(n) ** 2).astype(int)
hard = random.random(400) < 0.3
event = random.random(n) < numpy.where(hard[customer], 0.35, 0.05)


def costs(missed, alarms):
    chance = random.random(n)
    return numpy.where(event, 500 * (chance < missed), 50 * (chance < alarms))


cost_a, cost_b = costs(0.4, 0.2), costs(0.5, 0.15)
amount = numpy.round(cost_a * random.random(n), 2)
write("cost_a", cost_a)
write("cost_b", cost_b)
write("amount", amount)
write("customer", customer)


def resampled(row_value, cluster, resamples=100000):
    sums = numpy.bincount(numpy.unique(cluster, return_inverse=True)[1], weights=row_value)
    size = len(sums)
    totals = [sums[random.integers(0, size, size)].sum() for _ in range(resamples)]
    return numpy.quantile(totals, [0.025, 0.975])


rows = numpy.arange(n)
write("difference_by_row", (cost_a - cost_b).sum(), resampled(cost_a - cost_b, rows))
write("difference_by_customer", (cost_a - cost_b).sum(), resampled(cost_a - cost_b, customer))
write("total_by_customer", cost_a.sum(), resampled(cost_a, customer))
write("amount_by_row", amount.sum(), resampled(amount, rows))
