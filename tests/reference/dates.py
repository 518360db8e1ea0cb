#!/usr/bin/python3
"""Writes dates.txt, read by tests/unit/test-dates.c: local times of several zones and the moments they are, by Python's zoneinfo with
fold=0 (PEP 495), which reads a skipped time by the clock before the change and a repeated one as its
first occurrence. A line: zone, local time, seconds since 1970. All in the past, so that a newer
zone table changes nothing: python3 tests/reference/dates.py > tests/reference/dates.txt"""
import random
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

# Clock changes: Europe and America; half an hour (Lord Howe); a whole day skipped (Apia, December
# 2011); an offset of quarters of an hour; a change without daylight saving (Moscow 2014).
CHANGES = {
    "Europe/Berlin": ["2023-03-26 02:00", "2023-10-29 02:00", "1996-10-27 02:00"],
    "America/New_York": ["2024-03-10 02:00", "2024-11-03 01:00"],
    "Australia/Lord_Howe": ["2023-10-01 02:00", "2024-04-07 01:30"],
    "Pacific/Apia": ["2011-12-30 00:00", "2011-12-31 00:00"],
    "Asia/Kathmandu": ["2020-06-01 00:00"],
    "Europe/Moscow": ["2014-10-26 01:00", "2011-03-27 02:00"],
    "America/St_Johns": ["2024-03-10 02:00", "2024-11-03 01:00"],
    "Africa/Casablanca": ["2023-03-19 03:00", "2023-04-23 02:00"],
}
EPOCH = datetime(1970, 1, 1, tzinfo=ZoneInfo("UTC"))
draw = random.Random(20250714)


def line(zone, local):
    moment = local.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(ZoneInfo("UTC"))
    return f"{zone} {local:%Y-%m-%dT%H:%M} {int((moment - EPOCH).total_seconds())}"


for zone, changes in CHANGES.items():
    for change in changes:
        at = datetime.strptime(change, "%Y-%m-%d %H:%M")
        for minutes in range(-150, 151, 15):
            print(line(zone, at + timedelta(minutes=minutes)))
    for _ in range(40):
        print(line(zone, datetime(1975, 1, 1) + timedelta(minutes=draw.randrange(50 * 365 * 1440))))
