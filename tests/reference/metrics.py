#!/usr/bin/python3
"""Recomputes with scikit-learn what `foredesk models WS --json` says, from the scores it exports, and
trains Python's xgboost on the matrix it exports.

    metrics.py FOREDESK WORKSPACE

Prints one line a model with the largest difference of each figure; exits 1 where one passes 1e-6 or
boosted trees' AUC differs from xgboost's by 0.01. The suite does not need it.
"""
import io, json, subprocess, sys
import numpy as np, pandas as pd
from sklearn import metrics as m

foredesk, workspace = sys.argv[1:3]


def run(*words):
    return subprocess.run([foredesk, *words], check=True, capture_output=True, text=True).stdout


def ece(y, p, bins=15):
    order = np.argsort(p, kind="stable")
    y, p = y[order], p[order]
    starts = np.cumsum([0] + [len(part) for part in np.array_split(p, bins)])[:-1]
    owner = np.searchsorted(starts, np.searchsorted(p, p, "left"), "right") - 1
    return sum(abs(y[owner == b].mean() - p[owner == b].mean()) * (owner == b).mean()
               for b in np.unique(owner))


report = json.loads(run("models", workspace, "--json"))
failed = False
for model in report["models"]:
    scores = pd.read_csv(io.StringIO(run("models", workspace, "--scores", str(model["id"]),
                                         "--split", "validation", "--csv")))
    y, p = scores["label"].to_numpy(), scores["score"].to_numpy()
    flag = p >= model["line"]
    tn, fp, fn, tp = m.confusion_matrix(y, flag, labels=[0, 1]).ravel()
    want = {
        "auc": m.roc_auc_score(y, p),
        "average_precision": m.average_precision_score(y, p),
        "recall": m.recall_score(y, flag, zero_division=0),
        "precision": m.precision_score(y, flag, zero_division=0),
        "f1": m.f1_score(y, flag, zero_division=0),
        "accuracy": m.accuracy_score(y, flag),
        "cost": 500 * fn + 50 * fp,
    }
    if model["log_loss"] is not None:
        want["log_loss"] = m.log_loss(y, p)
        want["brier"] = m.brier_score_loss(y, p)
        want["ece"] = ece(y, p)
    got = {name: model[name] if model[name] is not None else 0 for name in want}
    worst = max(want, key=lambda name: abs(want[name] - got[name]))
    confusion = model["confusion"] == {"tp": tp, "fp": fp, "tn": tn, "fn": fn}
    off = abs(want[worst] - got[worst])
    failed |= off > 1e-6 or not confusion
    print(f"{model['name']:28} {len(want)} figures, worst {worst} {off:.1e}, "
          f"confusion {'equal' if confusion else 'DIFFERS'}")

boost = [x for x in report["models"] if x["kind"] == "boost"]
if boost:
    import xgboost
    parts = {s: pd.read_csv(io.StringIO(run("features", workspace, "--matrix", "--split", s, "--csv")))
             for s in ("train", "stop", "validation")}
    data = {s: xgboost.DMatrix(f.iloc[:, 2:].to_numpy(np.float32), label=f.iloc[:, 1])
            for s, f in parts.items()}
    used = json.loads(json.loads(run("models", workspace, "--model", "boost", "--json"))["parameters"])
    booster = xgboost.train({"objective": "binary:logistic", "eval_metric": "logloss",
                             "tree_method": "hist", "eta": used["eta"],
                             "max_depth": int(used["depth"]),
                             "min_child_weight": used["child_weight"],
                             "subsample": used["subsample"], "colsample_bytree": used["colsample"],
                             "lambda": used["lambda"]},
                            data["train"], int(used["rounds"]), [(data["stop"], "stop")],
                            early_stopping_rounds=int(used["patience"]), verbose_eval=False)
    auc = m.roc_auc_score(parts["validation"].iloc[:, 1], booster.predict(
        data["validation"], iteration_range=(0, booster.best_iteration + 1)))
    ours = boost[-1]["auc"] if len(boost) == 1 else max(b["auc"] for b in boost)
    failed |= abs(auc - ours) > 0.01
    print(f"boosted trees: AUC {ours:.4f}, Python's xgboost {auc:.4f} on the exported matrix")
sys.exit(failed)
