"""The features of bench-kernel by pandas or plain SQL in SQLite: peer_features.py DIR pandas|sqlite.
Each is compared with ours first, and timed only where all values are equal. Prints name, tab,
seconds."""
import sqlite3
import sys
import time

import numpy as np

folder, who = sys.argv[1:]
read = lambda name, kind: np.fromfile(f"{folder}/{name}.bin", dtype=kind)
seeds, times, values = read("seeds", "i8"), read("times", "i8"), read("values", "f8")
key, fact_key = np.arange(len(seeds)) // 20, np.arange(len(times)) // 40
DAYS = 30 * 86_400_000_000


def done(name, took, got):
    ours = read(name, "f8")
    wrong = ~(np.isclose(ours, got, rtol=1e-9, atol=1e-6) | (np.isnan(ours) & np.isnan(got)))
    if wrong.any():
        at = int(np.argmax(wrong))
        sys.exit(f"{name} by {who}: {wrong.sum()} differ, the first {ours[at]} and {got[at]}")
    print(f"{name}\t{took:.4f}", flush=True)


def by_sqlite():
    database = sqlite3.connect(":memory:")
    database.execute("CREATE TABLE fact (k INTEGER, t INTEGER, v REAL)")
    database.execute("CREATE TABLE seed (n INTEGER PRIMARY KEY, k INTEGER, t INTEGER)")
    database.executemany("INSERT INTO fact VALUES (?, ?, ?)",
                         zip(fact_key.tolist(), times.tolist(), values.tolist()))
    database.executemany("INSERT INTO seed VALUES (?, ?, ?)",
                         zip(range(len(seeds)), key.tolist(), seeds.tolist()))
    database.execute("CREATE INDEX fact_key ON fact (k, t, v)")
    rows = f"FROM fact f WHERE f.k = s.k AND f.t >= s.t - {DAYS} AND f.t < s.t"
    for name, what in {"count": f"SELECT count(*) {rows}", "sum": f"SELECT total(v) {rows}",
                       "mean": f"SELECT avg(v) {rows}", "min": f"SELECT min(v) {rows}",
                       "max": f"SELECT max(v) {rows}",
                       "since_last": f"SELECT (s.t - max(f.t)) / 3.6e9 {rows}",
                       "distinct": f"SELECT count(DISTINCT v) {rows}"}.items():
        began = time.perf_counter()
        got = database.execute(f"SELECT ({what}) FROM seed s ORDER BY n").fetchall()
        took = time.perf_counter() - began
        done(name, took, np.array([np.nan if row[0] is None else row[0] for row in got]))


def by_pandas():
    import pandas
    facts = pandas.DataFrame({"k": fact_key, "t": pandas.to_datetime(times, unit="us"), "v": values,
                              "n": -1})
    asked = pandas.DataFrame({"k": key, "t": pandas.to_datetime(seeds, unit="us"),
                              "v": np.nan, "n": np.arange(len(seeds))})

    def rolled(how):
        # at equal times the asking row comes first: rolling tells rows apart by place there
        both = pandas.concat([asked, facts]).sort_values(["k", "t"], kind="stable")
        window = both.groupby("k", sort=False).rolling("30D", on="t", closed="left")["v"]
        both["out"] = getattr(window, how)().to_numpy()
        return both[both.n >= 0].sort_values("n").out.to_numpy()

    for name in ["count", "sum", "mean", "min", "max"]:
        began = time.perf_counter()
        got = rolled(name)
        took = time.perf_counter() - began
        done(name, took, np.nan_to_num(got) if name in ("count", "sum") else got)
    began = time.perf_counter()
    known = facts.sort_values("t", kind="stable").rename(columns={"t": "last"})
    got = pandas.merge_asof(asked.sort_values("t", kind="stable"), known[["k", "last"]],
                            left_on="t", right_on="last", by="k", allow_exact_matches=False,
                            tolerance=pandas.Timedelta("30D")).sort_values("n")
    got = ((got.t - got["last"]) / pandas.Timedelta("1h")).to_numpy()
    done("since_last", time.perf_counter() - began, got)


by_sqlite() if who == "sqlite" else by_pandas()
