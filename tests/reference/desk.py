#!/usr/bin/python3
"""Writes desk.txt, the values that tests/unit/test-desk.c asserts: how the desk of the sample, of two
vendors' fixtures and of the incident log does, by pandas, numpy and statsmodels, or by the definition
written out naively. python3 tests/reference/desk.py [incident_event_log.csv] > tests/reference/desk.txt

A line "case NAME" opens a case; every other line is a key and its numbers."""
import csv
import sys
from datetime import date, datetime, time, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy
import pandas
import scipy
import statsmodels
from statsmodels.duration.survfunc import SurvfuncRight
from statsmodels.stats.proportion import proportion_confint

ROOT = Path(__file__).resolve().parents[2]
random = numpy.random.default_rng(20250101)


def write(key, *values):
    print(key, *(repr(float(v)) for v in values))


def quantile(seconds, ended, p):
    """Kaplan-Meier; where the curve is level at 1 - p, the middle of the level."""
    curve = SurvfuncRight(seconds, ended)
    alive, times = curve.surv_prob, curve.surv_times
    with numpy.errstate(all="ignore"):
        low, high = curve.quantile_ci(p)
    below = numpy.flatnonzero(alive <= 1 - p + 1e-9)
    if len(below) == 0:
        return numpy.nan, low, high
    i = below[0]
    value = times[i]
    if abs(alive[i] - (1 - p)) <= 1e-9 and i + 1 < len(times):
        value = (times[i] + times[i + 1]) / 2
    return value, low, high


def durations(name, frame, start, end, today, over):
    """Seconds from start to end; what isn't over waits until today."""
    began = frame[start]
    ended = frame[end].notna() & (frame[end] <= today) & over
    keep = began.notna() & (began <= today) & ~(frame[end] < began)
    keep &= ended | ~over | (frame[end] > today)
    last = frame[end].where(ended, today)
    seconds = (last - began).dt.total_seconds()[keep].to_numpy()
    done = ended[keep].to_numpy().astype(int)
    write(name + ".of", keep.sum(), done.sum())
    write(name + ".median", *quantile(seconds, done, 0.5))
    write(name + ".p90", *quantile(seconds, done, 0.9))
    write(name + ".mean", seconds[done == 1].mean())


def share(key, yes):
    yes = yes.to_numpy().astype(bool)
    low, high = proportion_confint(yes.sum(), len(yes), method="wilson")
    write(key, yes.mean(), low, high, len(yes))


def business(begin, end, week, holidays, zone):
    """Each local day in turn: what of its hours lies between begin and end, in UTC."""
    total, day = 0, begin.astimezone(zone).date()
    while day <= end.astimezone(zone).date():
        hours = week.get(day.weekday())
        if hours and day not in holidays and (day.month, day.day) not in holidays:
            opens, closes = (datetime.combine(day, time(0), zone) if h == 0 else
                             datetime.combine(day + timedelta(days=1), time(0), zone) if h == 24 else
                             datetime.combine(day, time(h), zone) for h in hours)
            opens, closes = opens.astimezone(timezone.utc), closes.astimezone(timezone.utc)
            total += max((min(end, closes) - max(begin, opens)).total_seconds(), 0)
        day += timedelta(days=1)
    return total


def clock():
    print("case clock")
    week = {0: (9, 17), 1: (9, 17), 2: (9, 17), 3: (9, 17), 4: (9, 17), 5: (10, 14), 6: (0, 24)}
    holidays = {date(2025, 12, 25), (5, 1)}
    zone = ZoneInfo("Europe/Berlin")
    first = datetime(2025, 1, 1, tzinfo=timezone.utc)
    begins, ends, seconds = [], [], []
    for _ in range(400):
        begin = first + timedelta(minutes=int(random.integers(0, 364 * 1440)))
        end = begin + timedelta(minutes=int(random.exponential(5 * 1440)))
        begins.append(begin.timestamp())
        ends.append(end.timestamp())
        seconds.append(business(begin, end, week, holidays, zone))
    write("begin", *begins)
    write("end", *ends)
    write("seconds", *seconds)


def survival():
    for n, name in ((7, "few"), (50, "ties"), (400, "many")):
        print("case survival", name)
        seconds = random.integers(1, n, n).astype(float)
        ended = (random.random(n) < 0.7).astype(int)
        write("time", *seconds)
        write("ended", *ended)
        for p in (0.25, 0.5, 0.9):
            write(f"q{p}", *quantile(seconds, ended, p))


def sample():
    print("case sample")
    with open(ROOT / "sample-data/tickets.csv", newline="", encoding="utf-8") as file:
        heading, *rows = csv.reader(file)
    tickets = pandas.DataFrame([row for row in rows if len(row) == len(heading)], columns=heading)
    for column in ("created_at", "solved_at", "closed_at", "first_reply_at", "updated_at"):
        tickets[column] = pandas.to_datetime(tickets[column], errors="coerce")
    dates = tickets[["created_at", "closed_at", "updated_at"]]
    today = dates.where(dates < "2026-12-31").max().max()  # some are typed years ahead
    tickets = tickets[~tickets["status"].isin(["spam", "merged", "deleted"])]
    write("today", today.timestamp())
    over = tickets["status"].isin(["closed", "solved"])
    durations("resolution", tickets, "created_at", "solved_at", today, over)
    replies, reopens = tickets["replies"].astype(float), tickets["reopens"].astype(float)
    settled = over & ~(tickets["solved_at"] > today - pandas.Timedelta(days=7))
    share("one-contact", ((replies <= 1) & (reopens == 0))[settled])
    csat = pandas.to_numeric(tickets["csat"], errors="coerce")
    rated = csat[(csat >= 1) & (csat <= 5)]
    share("satisfaction.good", rated >= 4)
    write("satisfaction.mean", rated.mean())
    share("open", ~over)

    accounts = pandas.read_csv(ROOT / "sample-data/accounts.csv", dtype=str)
    joined = pandas.to_datetime(accounts["created_at"])
    left = pandas.to_datetime(accounts["churned_at"])
    starts = pandas.date_range("2025-01-01", "2026-06-01", freq="MS")
    months = sum(((joined < end) & ~(left < begin)).sum() for begin, end in zip(starts, starts[1:]))
    inside = tickets[(tickets["created_at"] >= starts[0]) & (tickets["created_at"] < starts[-1])]
    known = inside["account_id"].isin(accounts["account_id"])
    write("contact.rate", known.sum() / months, known.sum(), months)


def zendesk():
    print("case zendesk")
    tickets = pandas.read_csv(ROOT / "tests/fixtures/zendesk.csv")
    for column in ("Created at", "Solved at", "Updated at"):
        tickets[column] = pandas.to_datetime(tickets[column])
    today = tickets[["Created at", "Solved at", "Updated at"]].max().max()
    over = tickets["Status"] == "Closed"
    durations("resolution", tickets, "Created at", "Solved at", today, over)
    score = tickets["Satisfaction Score"]
    share("satisfaction.good", score[score.isin(["Good", "Bad"])] == "Good")
    minutes = tickets["First reply time in minutes"]
    known = minutes.notna() | ~over
    waited = (today - tickets["Created at"]).dt.total_seconds()
    seconds = (minutes * 60).where(minutes.notna(), waited)[known]
    write("first-reply.median", *quantile(seconds.to_numpy(), minutes.notna()[known].astype(int).to_numpy(), 0.5))


def servicenow():
    print("case servicenow")
    tickets = pandas.read_csv(ROOT / "tests/fixtures/servicenow-audit.csv", na_values="?")
    over = tickets["incident_state"] == "Closed"
    share("sla", tickets["made_sla"][over])


def incidents(path):
    """One row an incident: its last event, with the arrival of its first."""
    print("case incidents")
    events = pandas.read_csv(path, na_values="?", dtype=str)
    for column in ("opened_at", "resolved_at"):
        events[column] = pandas.to_datetime(events[column], format="%d/%m/%Y %H:%M")
    last = events.groupby("number", sort=False).last()
    hours = (last["resolved_at"] - last["opened_at"]).dt.total_seconds() / 3600
    write("hours", hours.notna().sum(), hours.median(), hours.mean(), hours.quantile(0.9))
    share("missed", last["made_sla"] == "false")


print("# by desk.py with scipy, statsmodels, pandas, numpy", scipy.__version__, statsmodels.__version__,
      pandas.__version__, numpy.__version__)
clock()
survival()
sample()
zendesk()
servicenow()
if len(sys.argv) > 1:
    incidents(sys.argv[1])
