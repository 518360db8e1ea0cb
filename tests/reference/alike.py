#!/usr/bin/python3
"""Writes tests/fixtures/alike.tsv, pairs of texts, and tests/reference/alike.txt, how alike they are
by sets of Python tuples: what tests/unit/test-alike.c asserts. The suite itself reads only the two.
python3 tests/reference/alike.py, in the project's folder."""
import random
import re

draw = random.Random(20250714)
SENTENCES = """The total on our Orders page differs from the export by 55.
Could you please reset two-factor for me? I've lost my phone.
Wir können uns seit heute früh nicht mehr anmelden, auch über die App nicht.
Größere Dateien (über 20 MB) brechen ab: »Fehler 500«.
Depuis hier, la synchronisation s'arrête à 80 %. Où est passé le reste ?
No puedo añadir a mi compañera; ¿qué hago?
Καλημέρα σας, δεν μπορώ να συνδεθώ στον λογαριασμό μου.
После обновления отчёты пустые. Помогите, пожалуйста!
昨日からログインできません。 パスワード 再設定 も だめです。
Error E_1042 at /v2/search?q=a_b&limit=10
It worked until Tuesday. We rolled our own change back, nothing helped.
Our customers have started to ask when this will be over.
Thanks in advance!!! -- sent from my phone
Invoice #88213 was charged twice, once on 3/4 and once on 3/5.""".split("\n")


def words(text):
    return re.findall(r"[^\W_]+", text.lower())


def shingles(text, k):
    all_words = words(text)
    if not all_words:
        return set()
    return {tuple(all_words[i:i + k]) for i in range(max(1, len(all_words) - k + 1))}


def changed(text):
    parts = text.split(" ")
    for _ in range(draw.randrange(0, 1 + len(parts) // 3)):
        at = draw.randrange(len(parts))
        what = draw.randrange(4)
        if what == 0:
            parts[at] = parts[at].upper()
        elif what == 1:
            parts[at] = "quite"
        elif what == 2:
            parts.insert(at, draw.choice(["really", "now", "–", "!?"]))
        elif len(parts) > 1:
            del parts[at]
    return " ".join(parts)


pairs = [("", ""), ("one", "one"), ("one", "two"), ("a b", "b a"), ("...", "a"), ("A-b C", "a B_c")]
for _ in range(300):
    first = " ".join(draw.sample(SENTENCES, draw.randrange(1, 6)))
    second = changed(first) if draw.random() < 0.8 else " ".join(draw.sample(SENTENCES, 3))
    pairs.append((first, second))
with open("tests/fixtures/alike.tsv", "w", encoding="utf-8") as file:
    for first, second in pairs:
        file.write(f"{first}\t{second}\n")
with open("tests/reference/alike.txt", "w", encoding="utf-8") as file:
    for k in (1, 2, 3):
        file.write(f"case {k}\n")
        likeness, counts = [], []
        for first, second in pairs:
            a, b = shingles(first, k), shingles(second, k)
            likeness.append(repr(len(a & b) / len(a | b)) if a | b else "-1")
            counts.append(f"{len(a)} {len(b)}")
        file.write("jaccard " + " ".join(likeness) + "\n")
        file.write("shingles " + " ".join(counts) + "\n")
        file.write("words " + " ".join(str(len(words(first))) for first, _ in pairs) + "\n")
