#!/usr/bin/python3
"""Writes tests/reference/sentiment.txt: texts and their VADER compound score, computed with Python's own
strings after the rules of Hutto and Gilbert (2014) and their release 3.3.2, whose "but" is taken by the
rule (each word once). What tests/unit/test-sentiment.c asserts; the suite itself reads only the file.
python3 tests/reference/sentiment.py, in the project's folder."""
import math
import random
import string

LEXICON = {}
for line in open("lexicons/vader_lexicon.txt", encoding="utf-8"):
    word, rating = line.split("\t")[:2]
    LEXICON[word] = float(rating)
UP = """absolutely amazingly awfully completely considerable considerably decidedly deeply effing enormous
enormously entirely especially exceptional exceptionally extreme extremely fabulously flipping flippin frackin
fracking fricking frickin frigging friggin fully fuckin fucking fuggin fugging greatly hella highly hugely
incredible incredibly intensely major majorly more most particularly purely quite really remarkably so
substantially thoroughly total totally tremendous tremendously uber unbelievably unusually utter utterly
very""".split()
DOWN = """almost barely hardly kinda kindof kind-of less little marginal marginally occasional occasionally
partly scarce scarcely slight slightly somewhat sorta sortof sort-of""".split() + ["kind of", "sort of", "just enough"]
BOOST = {**{w: 0.293 for w in UP}, **{w: -0.293 for w in DOWN}}
NEGATE = set("""aint arent cannot cant couldnt darent didnt doesnt dont hadnt hasnt havent isnt mightnt mustnt
neither neednt never none nope nor not nothing nowhere oughtnt shant shouldnt uhuh uh-uh wasnt werent without
wont wouldnt rarely seldom despite""".split())
IDIOMS = {"the shit": 3, "the bomb": 3, "bad ass": 1.5, "badass": 1.5, "bus stop": 0.0, "yeah right": -2,
          "kiss of death": -1.5, "to die for": 3, "beating heart": 3.1, "broken heart": -2.9}


def split(text):
    words = []
    for word in text.replace("\u2019", "'").split():
        bare = word.strip(string.punctuation)
        words.append(word if len(bare) <= 2 else bare)
    return words


def negated(word):
    return word in NEGATE or "n't" in word


def score(text):
    words = split(text)
    low = [w.lower() for w in words]
    capitals = sum(w.isupper() for w in words)
    differ = 0 < len(words) - capitals < len(words)
    values = []
    for i, word in enumerate(low):
        if word in BOOST or (word == "kind" and i + 1 < len(low) and low[i + 1] == "of") or word not in LEXICON:
            values.append(0.0)
            continue
        v = LEXICON[word]
        if word == "no" and i + 1 < len(low) and low[i + 1] in LEXICON:
            v = 0.0
        if (i > 0 and low[i - 1] == "no") or (i > 1 and low[i - 2] == "no") or \
                (i > 2 and low[i - 3] == "no" and low[i - 1] in ("or", "nor")):
            v = LEXICON[word] * -0.74
        if words[i].isupper() and differ:
            v += 0.733 if v > 0 else -0.733
        for k in range(3):
            if not (i > k and low[i - k - 1] not in LEXICON):
                continue
            before = low[i - k - 1]
            s = 0.0
            if before in BOOST:
                s = BOOST[before] * (-1 if v < 0 else 1)
                if words[i - k - 1].isupper() and differ:
                    s += 0.733 if v > 0 else -0.733
            v += s * (1, 0.95, 0.9)[k]
            if k == 0 and negated(low[i - 1]):
                v *= -0.74
            elif k == 1:
                if low[i - 2] == "never" and low[i - 1] in ("so", "this"):
                    v *= 1.25
                elif low[i - 2] == "without" and low[i - 1] == "doubt":
                    pass
                elif negated(low[i - 2]):
                    v *= -0.74
            elif k == 2:
                if low[i - 3] == "never" and low[i - 2] in ("so", "this") or low[i - 1] in ("so", "this"):
                    v *= 1.25
                elif low[i - 3] == "without" and "doubt" in (low[i - 2], low[i - 1]):
                    pass
                elif negated(low[i - 3]):
                    v *= -0.74
                join = lambda a, b: " ".join(low[a:b])
                for phrase in (join(i - 1, i + 1), join(i - 2, i + 1), join(i - 2, i), join(i - 3, i), join(i - 3, i - 1)):
                    if phrase in IDIOMS:
                        v = IDIOMS[phrase]
                        break
                if i + 1 < len(low) and join(i, i + 2) in IDIOMS:
                    v = IDIOMS[join(i, i + 2)]
                if i + 2 < len(low) and join(i, i + 3) in IDIOMS:
                    v = IDIOMS[join(i, i + 3)]
                for phrase in (join(i - 3, i), join(i - 3, i - 1), join(i - 2, i)):
                    v += BOOST.get(phrase, 0)
        if i > 0 and low[i - 1] == "least" and low[i - 1] not in LEXICON:
            if not (i > 1 and low[i - 2] in ("at", "very")):
                v *= -0.74
        values.append(v)
    if "but" in low:
        at = low.index("but")
        values = [v * (0.5 if i < at else 1.5 if i > at else 1) for i, v in enumerate(values)]
    total = sum(values)
    marks = 0.292 * min(text.count("!"), 4)
    asked = text.count("?")
    if asked > 1:
        marks += asked * 0.18 if asked <= 3 else 0.96
    total += marks if total > 0 else -marks if total < 0 else 0
    return round(total / math.sqrt(total * total + 15), 4)


if __name__ == "__main__":
    draw = random.Random(2014)
    rated = sorted(w for w in LEXICON if " " not in w)
    glue = (UP + DOWN + sorted(NEGATE) + sorted(IDIOMS) + """the a it is but but but never so this without doubt no no or
        nor least at very kind of just enough can't don't won\u2019t wasn't ticket Outlook printer größe ÄRGER no good
        login again 500 e-mail""".split() + ["no problem", "at least", "never so", "without a doubt"])
    with open("tests/reference/sentiment.txt", "w", encoding="utf-8") as out:
        out.write("# compound score, tab, text: by tests/reference/sentiment.py\n")
        for _ in range(3000):
            text = []
            for _ in range(draw.randint(0, 14)):
                word = draw.choice(glue) if draw.random() < 0.6 else draw.choice(rated)
                if draw.random() < 0.2:
                    word = word.upper()
                text.append(word + draw.choice(["", "", "", "", ".", ",", "!", "?", "!!", "..."]))
            line = " ".join(text)
            out.write(f"{score(line)}\t{line}\n")
