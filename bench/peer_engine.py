"""Nine features of the sample desk by pandas or plain SQL in SQLite: peer_engine.py DATA WORK
pandas|sqlite. The tables are in memory before the clock starts. What comes out is held against our
matrices of the parts that are open, cell by cell; prints all, tab, seconds where no cell differs."""
import sqlite3
import sys
import time

import numpy as np
import pandas

data, work, who = sys.argv[1:]
ours = pandas.concat([pandas.read_csv(f"{work}/matrix.{part}")
                      for part in ("train", "stop", "validation")], ignore_index=True)
tickets = pandas.read_csv(f"{data}/tickets.csv", usecols=["ticket_id", "created_at", "account_id",
                                                          "user_id"], dtype=str)
asked = ours[[ours.columns[0]]].set_axis(["ticket_id"], axis=1)
asked = asked.merge(tickets.drop_duplicates("ticket_id"), on="ticket_id", how="left")
asked["n"] = np.arange(len(asked))


def dated(name, columns, when):
    table = pandas.read_csv(f"{data}/{name}.csv", usecols=columns + [when])
    return table.assign(t=pandas.to_datetime(table[when])).drop(columns=when)


asked["t"] = pandas.to_datetime(asked.created_at)
tables = {"product_events": dated("product_events", ["account_id", "user_id", "event"], "occurred_at"),
          "account_health": dated("account_health", ["account_id", "score"], "recorded_at"),
          "deployments": dated("deployments", ["account_id"], "deployed_at")}
# what is asked of which table, by which key, over how many hours (0: ever), of which event
ASKED = [("last", "account_health", "account_id", 0, None),
         ("mean", "account_health", "account_id", 720, None),
         ("min", "account_health", "account_id", 2160, None),
         ("count", "deployments", "account_id", 168, None),
         ("since", "deployments", "account_id", 0, None),
         ("count", "product_events", "account_id", 48, None),
         ("since", "product_events", "account_id", 0, None),
         ("count", "product_events", "account_id", 48, "api_error_500"),
         ("count", "product_events", "user_id", 720, None)]


def by_pandas():
    def newest(facts, key, value):
        rows = asked[asked[key].notna()].sort_values("t", kind="stable")[["n", "t", key]]
        found = pandas.merge_asof(rows, facts[[key, "t", value]].rename(columns={"t": "at"}),
                                  left_on="t", right_on="at", by=key, allow_exact_matches=False)
        return found

    def rolled(facts, key, hours, value, how):
        rows = asked[asked[key].notna()][["n", "t", key]].assign(**{value: np.nan})
        both = pandas.concat([rows, facts[[key, "t", value]].assign(n=-1)])
        both = both.sort_values([key, "t"], kind="stable")
        window = both.groupby(key, sort=False).rolling(f"{hours}h", on="t", closed="left")[value]
        both["out"] = getattr(window, how)().to_numpy()
        return both[both.n >= 0]

    for what, table, key, hours, event in ASKED:
        facts = tables[table]
        facts = facts[facts.event == event] if event else facts
        facts = facts[facts[key].notna()].sort_values("t", kind="stable").assign(one=1.0)
        out = np.full(len(asked), np.nan)
        if what in ("since", "last"):
            found = newest(facts, key, "one" if what == "since" else "score")
            out[found.n] = ((found.t - found["at"]) / pandas.Timedelta("1h")
                            if what == "since" else found.score)
        else:
            value = "one" if what == "count" else "score"
            found = rolled(facts, key, hours, value, what)
            out[found.n] = found.out
            if what == "count":
                out[found.n] = np.nan_to_num(out[found.n])
        yield out


def by_sqlite():
    database = sqlite3.connect(":memory:")
    for name, table in tables.items():
        table.assign(t=table.t.astype("int64") // 1000).to_sql(name, database, index=False)
    asked.assign(t=asked.t.astype("int64") // 1000).to_sql("asked", database, index=False)
    began = time.perf_counter()
    database.execute("CREATE INDEX e ON product_events (account_id, t, event)")
    database.execute("CREATE INDEX u ON product_events (user_id, t)")
    database.execute("CREATE INDEX h ON account_health (account_id, t, score)")
    database.execute("CREATE INDEX d ON deployments (account_id, t)")
    indexed = time.perf_counter() - began
    print(f"indexes\t{indexed:.4f}")
    for what, table, key, hours, event in ASKED:
        value = {"count": "count(*)", "since": "(s.t - max(f.t)) / 3.6e9", "mean": "avg(f.score)",
                 "min": "min(f.score)", "last": "f.score"}[what]
        where = f"f.{key} = s.{key} AND f.t < s.t"
        where += f" AND f.t >= s.t - {hours * 3_600_000_000}" if hours else ""
        where += f" AND f.event = '{event}'" if event else ""
        newest = " ORDER BY f.t DESC LIMIT 1" if what == "last" else ""
        got = database.execute(f"SELECT (SELECT {value} FROM {table} f WHERE {where}{newest}), "
                               f"s.{key} IS NULL FROM asked s ORDER BY n")
        yield np.array([np.nan if row[0] is None or row[1] else row[0] for row in got])


began = time.perf_counter()
found = list(by_pandas() if who == "pandas" else by_sqlite())
took = time.perf_counter() - began
numbers = ours.iloc[:, -len(ASKED):].to_numpy(dtype=float)
for i, got in enumerate(found):
    mine = numbers[:, i]
    wrong = ~(np.isclose(mine, got, rtol=1e-6, atol=1e-6) | (np.isnan(mine) & np.isnan(got)))
    if wrong.any():
        at = int(np.argmax(wrong))
        sys.exit(f"{ours.columns[-len(ASKED) + i]} by {who}: {wrong.sum()} of {len(got)} differ, the "
                 f"first of {asked.ticket_id[at]}: {mine[at]} and {got[at]}")
print(f"all\t{took:.4f}")
