"""Names to fit and to judge screening on: listed names garbled in known ways, and clean names that nobody lists.

    pip install Faker
    python3 bench/screening/perturb.py LIST.normalized.jsonl SEED GARBLED CLEAN > names.jsonl

Clean names come from the name generators of some forty locales, a fifth of them companies. One JSON line a name, in the form that
`cargo run --release -p comity-screen --example labelled` reads.
"""

import json
import random
import re
import sys

from faker import Faker

VOWELS = "aeiouAEIOU"
LOOK_ALIKES = dict(zip("aeopcxyABEHKMOPCTXi", "аеорсхуАВЕНКМОРСТХі"))
SOUNDS = [("c", "k"), ("k", "c"), ("s", "z"), ("z", "s"), ("f", "v"), ("y", "i"), ("i", "y"), ("ph", "f"), ("ch", "kh"), ("v", "w"), ("t", "d"), ("q", "k")]
MISREAD = {"o": "0", "O": "0", "l": "1", "I": "l", "i": "l", "S": "5", "s": "5", "B": "8", "E": "3"}
ROWS = ["qwertyuiop", "asdfghjkl", "zxcvbnm"]
SPELLINGS = [
    ("Mohammed", ["Muhammad", "Mohamed", "Muhammed"]), ("Muhammad", ["Mohammed", "Mohamad"]), ("Aleksandr", ["Alexander", "Alexandr", "Oleksandr"]),
    ("Sergey", ["Sergei", "Serhiy"]), ("Dmitri", ["Dmitry", "Dmitrii"]), ("Ahmad", ["Ahmed", "Ahmet"]), ("Hussein", ["Husayn", "Hussain"]),
    ("Abdallah", ["Abdullah", "Abd Allah"]), ("Yuri", ["Yury", "Iurii"]), ("Evgeny", ["Yevgeniy"]), ("ov", ["off"]), ("sh", ["sch"]), ("kh", ["h"]),
    ("y", ["i"]), ("iy", ["y"]), ("ou", ["u"]), ("Lee", ["Li"]), ("Ali", ["Aly"]),
]
TITLES = ["Mr. %s", "Dr. %s", "Prof. %s", "Eng. %s", "%s Jr.", "%s II", "%s III", "Sheikh %s", "Gen. %s"]
LOCALES = (
    "en_US en_GB de_DE fr_FR es_ES es_MX pt_BR it_IT ru_RU uk_UA tr_TR ar_SA ar_EG fa_IR zh_CN zh_TW ja_JP ko_KR hi_IN en_IN pl_PL nl_NL vi_VN id_ID "
    "cs_CZ ro_RO sv_SE el_GR he_IL th_TH ne_NP az_AZ hy_AM ka_GE bg_BG fil_PH en_NG uz_UZ"
).split()
BRANDS = "Global Pacific Golden Star Delta Nova Prime United Royal Blue Sun Eagle Euro Asia Orient Alfa Vega Atlas Crystal Green".split()
TRADES = "Trading Technology Electronics Shipping Logistics Engineering Industries Group International Systems Machinery Chemicals Oil Aviation Construction".split()
FORMS = ["LLC", "Ltd", "Co., Ltd.", "GmbH", "JSC", "FZE", "Inc", "SARL", "Limited", "OOO", "S.A."]


def neighbours(letter):
    """The keys beside a letter."""
    for row in ROWS:
        at = row.find(letter)
        if at >= 0:
            return [row[i] for i in (at - 1, at + 1) if 0 <= i < len(row)]
    return []


def natural(name):
    """`LAST, First` as people say it."""
    parts = name.split(", ")
    return f"{parts[1]} {parts[0]}" if len(parts) == 2 else name


def garbled(name, how):
    """The name garbled in one way, or None where it cannot be."""
    words = name.split()
    letters = [i for i, c in enumerate(name) if c.isalpha()]
    if not letters:
        return None
    i = random.choice(letters)
    if how == "initials" and len(words) > 1:
        until = random.randint(1, len(words) - 1) if random.random() < 0.6 else 1
        dot = "." if random.random() < 0.8 else ""
        return " ".join(word[0] + dot if at < until else word for at, word in enumerate(words))
    if how == "name_order" and len(words) > 1:
        k = random.randint(1, len(words) - 1)
        return " ".join(words[k:] + words[:k]) if random.random() < 0.6 else f"{words[-1]}, {' '.join(words[:-1])}"
    if how == "phonetic":
        known = [(a, b) for a, b in SOUNDS if a in name.lower()]
        if known:
            a, b = random.choice(known)
            at = random.choice([m.start() for m in re.finditer(a, name.lower())])
            return name[:at] + b + name[at + len(a):]
    if how == "punctuation":
        return re.sub(r"[.,'\-()]", lambda mark: random.choice(["", " ", mark.group()]), name)
    if how == "double_collapse":
        return name[:i] + name[i] + name[i:] if random.random() < 0.6 else re.sub(r"([a-zA-Z])\1", r"\1", name)
    if how == "ocr":
        known = [at for at in letters if name[at] in MISREAD]
        if known:
            at = random.choice(known)
            return name[:at] + MISREAD[name[at]] + name[at + 1:]
    if how == "vowel_drop":
        return " ".join(word[0] + "".join(c for c in word[1:] if c not in VOWELS) for word in words)
    if how == "title_affix":
        return random.choice(TITLES) % name
    if how == "truncate" and len(name) > 9:
        return name[:max(int(len(name) * random.uniform(0.5, 0.85)), 6)]
    if how == "particle":
        return random.choice([name.replace("AL-", ""), name.replace("-", ""), name.replace(" de ", " "), name.replace("AL-", "AL"), name.replace(" ", "-", 1)])
    if how == "token_drop" and len(words) > 2:
        at = random.randrange(len(words))
        return " ".join(words[:at] + words[at + 1:])
    if how == "homoglyph":
        share = random.choice([0.2, 0.6, 1])
        return "".join(LOOK_ALIKES.get(c, c) if random.random() < share else c for c in name)
    if how == "invisible_char":
        return name[:i] + random.choice("\u200b\u200c\u200d\u2060\ufeff") + name[i:]
    if how == "typo" and neighbours(name[i].lower()):
        key = random.choice(neighbours(name[i].lower()))
        key = key.upper() if name[i].isupper() else key
        return random.choice([name[:i] + key + name[i + 1:]] * 3 + [name[:i] + name[i + 1:], name[:i] + key + name[i:]])
    if how == "transpose" and i + 1 < len(name):
        return name[:i] + name[i + 1] + name[i] + name[i + 2:]
    if how == "translit":
        known = [(a, b) for a, b in SPELLINGS if a in name]
        if known:
            a, b = random.choice(known)
            return name.replace(a, random.choice(b), 1)
    return None


WAYS = "initials name_order phonetic punctuation transpose double_collapse ocr vowel_drop title_affix truncate particle token_drop homoglyph invisible_char typo translit".split()


def main():
    path, seed, wanted, clean = sys.argv[1], *map(int, sys.argv[2:5])
    random.seed(seed)
    records = [record for record in map(json.loads, open(path, encoding="utf-8")) if record["type"] not in ("vessel", "aircraft") and len(record["name"]) > 5]
    for number in range(wanted):
        how = WAYS[number % len(WAYS)]
        for _ in range(300):
            record = random.choice(records)
            name = natural(record["name"])
            query = garbled(name, how)
            if query and query != name:
                print(json.dumps({"qid": f"g{number}", "query": query, "type": record["type"], "expect": record["id"], "cls": how, "source_name": name}, ensure_ascii=False))
                break
    fakers = [Faker(locale) for locale in LOCALES]
    for faker in fakers:
        faker.seed_instance(random.random())
    for number in range(clean):
        faker = random.choice(fakers)
        row = {"qid": f"n{number}", "expect": None}
        if number % 5:
            given = [faker.first_name() for _ in range(1 if random.random() < 0.6 else 2)]
            row |= {"query": " ".join(given + [faker.last_name()]), "type": "person", "cls": "person"}
            row |= {"dob": str(fakers[0].date_of_birth(minimum_age=18, maximum_age=80)), "country": fakers[0].country()}
        else:
            made_up = [random.choice([random.choice(BRANDS), faker.last_name()]), random.choice(TRADES), random.choice(FORMS)]
            row |= {"query": faker.company() if random.random() < 0.4 else " ".join(made_up), "type": "entity", "cls": "company"}
        print(json.dumps(row, ensure_ascii=False))


if __name__ == "__main__":
    main()
