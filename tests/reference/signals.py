#!/usr/bin/python3
"""Writes signals.txt, the values that tests/unit/test-signals.c asserts: assignments by scipy's
linear_sum_assignment with each column as often as its capacity, and the nested model by the dense
covariance matrix of each group and scipy's minimiser. Run it where those are installed:
python3 tests/reference/signals.py > tests/reference/signals.txt."""
import numpy
import scipy
from scipy.optimize import linear_sum_assignment, minimize

random = numpy.random.default_rng(20260714)


def write(key, values):
    print(key, *(repr(float(v)) for v in numpy.ravel(values)))


print("# by signals.py with scipy, numpy", scipy.__version__, numpy.__version__)
for name, n, m, most in (("small", 5, 4, 2), ("square", 30, 30, 1), ("many", 60, 9, 9), ("ties", 40, 8, 6)):
    cost = random.normal(size=(n, m)) if name != "ties" else random.integers(0, 4, (n, m)).astype(float)
    capacity = numpy.full(m, 1) if most == 1 else random.integers(1, most + 1, m)
    while capacity.sum() < n:
        capacity[random.integers(m)] += 1
    wide = numpy.repeat(cost, capacity, axis=1)
    row, column = linear_sum_assignment(wide)
    print("case assign-" + name)
    write("size", [n, m])
    write("cost", cost)
    write("capacity", capacity)
    write("least", wide[row, column].sum())

groups, items, within = 12, 5, 0.8
group = random.normal(0, 0.4, groups)
cells = []
for g in range(groups):
    for i in range(items):
        count = int(random.integers(0, 25))
        if count:
            true = 0.3 * i + group[g] + random.normal(0, 0.5)
            cells.append((g, i, count, true + random.normal(0, numpy.sqrt(within / count))))
cells = numpy.array(cells)
whose, item, count, mean = cells[:, 0].astype(int), cells[:, 1].astype(int), cells[:, 2], cells[:, 3]
design = numpy.eye(items)[item]


def covariance(theta):
    a, b = numpy.exp(theta)
    return a * (whose[:, None] == whose[None, :]) + numpy.diag(b + within / count)


def fixed(theta):
    inverse = numpy.linalg.inv(covariance(theta))
    return numpy.linalg.solve(design.T @ inverse @ design, design.T @ inverse @ mean), inverse


def minus_likelihood(theta):
    beta, inverse = fixed(theta)
    rest = mean - design @ beta
    return 0.5 * (numpy.linalg.slogdet(covariance(theta))[1] + rest @ inverse @ rest)


best = minimize(minus_likelihood, [-1.0, -1.0], method="Nelder-Mead", options={"xatol": 1e-10, "fatol": 1e-13, "maxiter": 10000})
a, b = numpy.exp(best.x)
beta, inverse = fixed(best.x)
rest = mean - design @ beta
print("case nested")
write("within", within)
write("group", whose)
write("item", item)
write("count", count)
write("mean", mean)
write("variances", [a, b])
write("items", beta)
effects, spread = [], []
for g in range(groups):
    for i in range(items):
        shared = a * (whose == g) + b * ((whose == g) & (item == i))
        effects.append(shared @ inverse @ rest)
        spread.append(a + b - shared @ inverse @ shared)
write("effects", effects)
write("spread", spread)
weight = random.normal(size=items)
write("weight", weight)
shared = numpy.array([sum(weight[i] * (a + b * (item[k] == i)) for i in range(items)) * (whose[k] == 3) for k in range(len(mean))])
prior = a * weight.sum() ** 2 + b * (weight ** 2).sum()
write("sum", [shared @ inverse @ rest, prior - shared @ inverse @ shared])
