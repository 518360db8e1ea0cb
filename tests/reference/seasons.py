#!/usr/bin/python3
"""What pandas, scikit-learn, scipy and statsmodels make of features in their seasons, for
tests/unit/test-feature-seasons.c, which makes the same rows: a linear congruential generator, four
years, a feature that tells more in the last quarter, one at weekends, one that is higher in the last
quarter, a value of November and December, cells that are empty at night, and two without any season.
Run: python3 seasons.py > seasons.txt"""
import numpy as np
import pandas as pd
import scipy
import sklearn
import statsmodels
from scipy import stats
from sklearn.metrics import roc_auc_score
from statsmodels.stats.multitest import multipletests

N, STATE = 8000, [20240611]
FEATURES = ["sharp", "steady", "weekendly", "higher", "gaps", "idle", "kind"]


def uniform():
    STATE[0] = (STATE[0] * 6364136223846793005 + 1442695040888963407) % 2**64
    return (STATE[0] >> 33) / 2.0**31


def normal():
    return sum(uniform() for _ in range(12)) - 6


def row(i):
    at = pd.Timestamp("2020-01-01") + pd.Timedelta(seconds=15778 * i)
    last, weekend, night = at.month >= 10, at.weekday() >= 5, at.hour < 8 or at.hour >= 18
    sharp, steady, weekendly, higher, gaps, idle = (normal() for _ in range(6))
    higher += 0.5 if last else 0
    u = uniform()
    share = 0.15 if at.month >= 11 else 0.04
    kind = "gift" if u < share else "abc"[int(3 * (u - share) / (1 - share))]
    empty = uniform() < (0.25 if night else 0.05)
    margin = -1 + (1.5 if last else 0.3) * sharp + 0.6 * steady
    margin += (1.3 if weekend else 0.1) * weekendly + (0.5 if kind == "b" else 0)
    label = uniform() < 1 / (1 + np.exp(-margin))
    return dict(at=at, sharp=round(sharp, 3), steady=round(steady, 3), weekendly=round(weekendly, 3),
                higher=round(higher, 3), gaps=np.nan if empty else round(gaps, 3),
                idle=round(idle, 3), kind=kind, label=int(label))


def cuts(rows):
    """Of each kind of season: level and block of every row."""
    at = rows["at"].dt
    year = at.year.astype(str)
    month = year + "-" + at.month.astype(str)
    weekend, night = (at.weekday >= 5).astype(int), ((at.hour < 8) | (at.hour >= 18)).astype(int)
    return {"quarter": (at.quarter - 1, year + "q" + at.quarter.astype(str)),
            "holidays": ((at.month >= 11).astype(int), year + "b" + ((at.month - 1) // 2).astype(str)),
            "weekend": (weekend, month + weekend.map(str)), "night": (night, month + night.map(str))}


def components(score, label):
    events, others = score[label == 1], score[label == 0]
    wins = (events[:, None] > others[None, :]) + 0.5 * (events[:, None] == others[None, :])
    return wins.mean(axis=1), wins.mean(axis=0)


def contrast(blocks, level):
    """Blocks: value, se, level."""
    weight = 1 / blocks.se**2
    mean = lambda pick: np.average(blocks.value[pick], weights=weight[pick])
    here, rest = blocks.level == level, blocks.level != level
    own = blocks.level.map({one: mean(blocks.level == one) for one in blocks.level.unique()})
    within = (weight * (blocks.value - own)**2).sum()
    freedom = len(blocks) - blocks.level.nunique()
    z = abs(mean(here) - mean(rest)) / np.sqrt(1 / weight[here].sum() + 1 / weight[rest].sum())
    spread = np.sqrt(within / freedom)
    return 2 * stats.norm.sf(z / max(spread, 1)), 2 * stats.t.sf(z / spread, freedom)


def power(rows, score, level, block):
    found = {}
    for name, pick in rows.groupby(block).groups.items():
        s, y = score[pick].to_numpy(), rows.label[pick].to_numpy()
        s, y = s[~np.isnan(s)], y[~np.isnan(s)]
        if min(y.sum(), len(y) - y.sum()) >= 10:
            events, others = components(s, y)
            found[name] = dict(value=roc_auc_score(y, s), level=level[pick[0]], m=len(events),
                               n=len(others), v=events.var(ddof=1), w=others.var(ddof=1))
    blocks = pd.DataFrame(found).T.astype(float)
    v = np.average(blocks.v, weights=blocks.m - 1)
    w = np.average(blocks.w, weights=blocks.n - 1)
    blocks["se"] = np.sqrt(v / blocks.m + w / blocks.n)
    return blocks


def rates(rows, block):
    """Of a category: the rate of its value outside of the row's own block."""
    score = pd.Series(np.nan, index=rows.index)
    for name, pick in rows.groupby(block).groups.items():
        other = rows[block != name]
        mean, by = other.label.mean(), other.groupby("kind").label.agg(["sum", "count"])
        by = by.reindex(sorted(rows.kind.unique()), fill_value=0)
        score[pick] = rows.kind[pick].map((by["sum"] + 10 * mean) / (by["count"] + 10))
    return score


def means(figure, level, block):
    there = figure.notna()
    by = figure[there].groupby(block[there])
    blocks = pd.DataFrame({"value": by.mean(), "level": level[there].groupby(block[there]).first()})
    blocks["se"] = figure[there].std() / np.sqrt(by.size())
    return blocks[by.size() >= 10]


def main():
    every = pd.DataFrame([row(i) for i in range(N)])
    rows = every[:int(N * 0.63)].reset_index(drop=True)
    asked = []
    for name in FEATURES:
        category = name == "kind"
        codes = list(rows.kind.unique()) if category else []
        missing = rows[name].isna().any()
        times = len(codes) + bool(missing) + (not category)
        for kind, (level, block) in cuts(rows).items():
            score = rates(rows, block) if category else rows[name]
            blocks = power(rows, score, level, block)
            down = not category and roc_auc_score(rows.label[rows[name].notna()],
                                                  rows[name].dropna()) < 0.5
            levels = range(4) if kind == "quarter" else [1]
            for one in levels:
                sides = []
                for pick in (level == one, level != one):
                    pick = pick & score.notna()
                    auc = roc_auc_score(rows.label[pick], score[pick])
                    sides.append(1 - auc if down else auc)
                asked.append((f"{name} {kind}.{one} power", *contrast(blocks, one), *sides))
            figures = [] if category else [("ranks", (rows[name].rank() - 0.5) / rows[name].count())]
            figures += [(code, (rows.kind == code).astype(float)) for code in codes]
            figures += [("missing", rows[name].isna().astype(float))] if missing else []
            for what, figure in figures:
                blocks = means(figure, level, block)
                for one in levels:
                    yes, here = figure.sum(), (level == one).sum()
                    expected = min(here, len(rows) - here) * min(yes, len(rows) - yes) / len(rows)
                    if what != "ranks" and expected < 50:  # too few for a share's error
                        continue
                    p, repeats = contrast(blocks, one)
                    asked.append((f"{name} {kind}.{one} {what}", min(p * times, 1), repeats,
                                  figure[level == one].mean(), figure[level != one].mean()))
    adjusted = multipletests([one[1] for one in asked], method="holm")[1]
    print("# by seasons.py with scipy, scikit-learn, statsmodels",
          scipy.__version__, sklearn.__version__, statsmodels.__version__)
    print("case rows")
    print("count", len(rows), rows.label.sum(), len(asked))
    for one, beside in zip(asked, adjusted):
        print("case", one[0])
        print("p", repr(float(one[1])), repr(float(beside)), repr(float(one[2])))
        print("sides", repr(float(one[3])), repr(float(one[4])))


main()
