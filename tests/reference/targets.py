"""What the offers of a target must count on the vendors' fixtures: computed by pandas from the files
alone, written to targets.txt. Run: /usr/bin/python3 tests/reference/targets.py"""
import pathlib
import pandas as pd

here = pathlib.Path(__file__).parent
fixtures = here.parent / "fixtures"
out = []


def read(name):
    frame = pd.read_csv(fixtures / f"{name}.csv", dtype=str, keep_default_na=False, encoding="utf-8-sig")
    return frame


def dates(column, **how):
    return pd.to_datetime(column.where(column.isin(["", "?"]) == False), **how)


def late(name, frame, created, solved, days, as_of):
    """Of tickets at least so old at the end of the export, those not solved by then."""
    old = created + pd.Timedelta(days=days) <= as_of
    usable = old & created.notna() & ~(solved < created)
    yes = usable & ~(solved <= created + pd.Timedelta(days=days))
    out.append(f"{name} late {yes.sum()} {(usable & ~yes).sum()}")


def at_close(name, outcome, closed, yes, known):
    """Of closed tickets whose value is known."""
    usable = closed.notna() & known
    out.append(f"{name} {outcome} {(usable & yes).sum()} {(usable & ~yes).sum()}")


def number(column):
    return pd.to_numeric(column, errors="coerce")


z = read("zendesk")
created, solved, updated = (dates(z[c]) for c in ("Created at", "Solved at", "Updated at"))
late("zendesk", z, created, solved, 5, max(created.max(), solved.max(), updated.max()))
stations, replies, reopens = (number(z[c]) for c in ("Assignee stations", "Replies", "Reopens"))
at_close("zendesk", "bounced", solved, stations >= 3, stations.notna())
at_close("zendesk", "heavy", solved, replies >= 5, replies.notna())
at_close("zendesk", "reopened", solved, reopens >= 1, reopens.notna())
score = z["Satisfaction Score"]
at_close("zendesk", "unhappy", solved, score == "Bad", score.isin(["Good", "Bad"]))

f = read("freshdesk")
resolved = dates(f["Resolved time"])
survey = f["Survey results"]
at_close("freshdesk", "unhappy", resolved, survey == "Bad", survey.isin(["Good", "Bad"]))

s = read("servicenow-audit")
closed = dates(s["closed_at"], format="%d/%m/%Y %H:%M")
at_close("servicenow-audit", "late-2", closed, s["made_sla"] == "false", s["made_sla"] != "")
at_close("servicenow-audit", "bounced", closed, number(s["reassignment_count"]) >= 2,
         number(s["reassignment_count"]).notna())
at_close("servicenow-audit", "escalated", closed, ~s["problem_id"].isin(["", "?"]), closed == closed)

h = read("hp-service-manager")
closed = dates(h["Close_Time"], format="%d/%m/%Y %H:%M:%S")
at_close("hp-service-manager", "bounced", closed, number(h["No_of_Reassignments"]) >= 2,
         number(h["No_of_Reassignments"]).notna())

c = read("salesforce-dataloader")
closed = dates(c["CLOSEDDATE"])
at_close("salesforce-dataloader", "escalated", closed, c["ISESCALATED"] == "true", c["ISESCALATED"] != "")

i = read("intercom")
closed = dates(i["conversation_closed_at"])
at_close("intercom", "bounced", closed, number(i["count_assignments"]) >= 2,
         number(i["count_assignments"]).notna())

(here / "targets.txt").write_text("\n".join(out) + "\n")
