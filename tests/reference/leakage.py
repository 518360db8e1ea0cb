"""What asking sooner makes of a score, and what is left of it later: AUC by scikit-learn, DeLong's
errors from the placements of each row (DeLong 1988), normal quantiles by scipy. Writes leakage.txt.
"""
import os

import numpy as np
from scipy.stats import norm
from sklearn.metrics import roc_auc_score

HERE = os.path.dirname(os.path.abspath(__file__))
Z = norm.ppf(0.9995)
random = np.random.default_rng(11)


def placements(score, event):
    yes, no = score[event == 1], score[event == 0]
    above = (yes[:, None] > no[None, :]) + 0.5 * (yes[:, None] == no[None, :])
    return above.mean(axis=1), above.mean(axis=0)


def turned(score, event):
    return score if roc_auc_score(event, score) >= 0.5 else -score


def error_of(score, event):
    yes, no = placements(score, event)
    return np.sqrt(yes.var(ddof=1) / len(yes) + no.var(ddof=1) / len(no))


def shift(now, then, event):
    both = ~np.isnan(now) & ~np.isnan(then)
    a, b = turned(now[both], event[both]), turned(then[both], event[both])
    yes_a, no_a = placements(a, event[both])
    yes_b, no_b = placements(b, event[both])
    change = roc_auc_score(event[both], b) - roc_auc_score(event[both], a)
    yes, no = yes_b - yes_a, no_b - no_a
    error = np.sqrt(yes.var(ddof=1) / len(yes) + no.var(ddof=1) / len(no))
    there = ~np.isnan(then)
    power = roc_auc_score(event[there], turned(then[there], event[there]))
    moved = np.mean(~((now == then) | (np.isnan(now) & np.isnan(then))))
    return power, change, change - Z * error, change + Z * error, there.mean(), moved


def line(name, numbers):
    return name + " " + " ".join("nan" if np.isnan(x) else repr(float(x)) for x in numbers) + "\n"


with open(os.path.join(HERE, "leakage.txt"), "w") as out:
    for name, sign, gain in (("falls", 1, -0.8), ("rises", -1, 1.5), ("same", 1, 0.0)):
        n = 240
        event = (random.random(n) < 0.3).astype(int)
        now = np.round(sign * event * 1.2 + random.normal(size=n), 1)
        then = now if gain == 0 else np.round(now + sign * gain * event + random.normal(size=n) / 2, 1)
        then = then.copy()
        if gain != 0:
            then[random.random(n) < 0.1] = np.nan
        out.write(f"case {name}\n")
        out.write(line("event", event) + line("now", now) + line("then", then))
        out.write(line("shift", shift(now, then, event)))
    for name, left in (("lasts", 1.5), ("fades", 0.2)):
        event, since = (random.random(200) < 0.4).astype(int), (random.random(160) < 0.4).astype(int)
        early = np.round(-1.5 * event + random.normal(size=200), 1)
        late = np.round(-left * since + random.normal(size=160), 1)
        first, last = roc_auc_score(event, -early), roc_auc_score(since, -late)
        error = np.hypot(error_of(-early, event), error_of(-late, since))
        out.write(f"case {name}\n")
        out.write(line("event", event) + line("now", early) + line("since", since) + line("then", late))
        out.write(line("fade", (first, last, first - last - Z * error, first - last + Z * error)))
