#!/usr/bin/env python3
"""The law folder holds facts, not official wording: fail on runs of 14 words that stand in the official texts too.

Reads the bundled sources and every file under law/ and conformance/. Standard library only.
"""
import argparse
import json
import pathlib
import re
import sys

WORDS = re.compile(r"[a-z0-9]+")
RUN = 14


def words(text):
    return WORDS.findall(text.lower())


def official(data):
    law = data / "law"
    annex = json.loads((law / "eu/reg-2021-821-annex-i.2025-11-15.json").read_text(encoding="utf8"))
    for entry in annex["entries"]:
        yield entry["verbatim_text"]
    for part in annex["geas"] + annex["docs"]:
        yield part["verbatim_text"]
    for name in ["us/part-774-supp-1.2026-06-24.xml", "us/part-744.2026-07-23.xml", "us/usml-part-121.2026-03-25.xml", "de/awv.2025-03-20.xml"]:
        yield re.sub(r"<[^>]+>", "", (law / name).read_text(encoding="utf8"))
    for name in ["us/title-15_chapter-VII_parts745-799.md", "eu/reg-2021-821.2022-05-05.txt", "eu/reg-833-2014.2022-06-04.txt"]:
        yield (law / name).read_text(encoding="utf8")


def is_codes(run):
    """Runs of codes and countries are facts: at least half of the words hold a digit or are at most two letters long."""
    return sum(any(c.isdigit() for c in word) or len(word) <= 2 for word in run) * 2 >= len(run)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--law", type=pathlib.Path, default=pathlib.Path("law"))
    parser.add_argument("--data", type=pathlib.Path, required=True)
    arguments = parser.parse_args()
    runs = set()
    for text in official(arguments.data):
        found = words(text)
        runs.update(hash(tuple(found[i : i + RUN])) for i in range(len(found) - RUN + 1))
    failed = passed = 0
    for root in [arguments.law, pathlib.Path("conformance"), pathlib.Path("docs")]:
        for path in sorted(root.rglob("*")):
            if path.suffix not in {".kdl", ".toml", ".md"}:
                continue
            found = words(path.read_text(encoding="utf8"))
            hits = [i for i in range(len(found) - RUN + 1) if hash(tuple(found[i : i + RUN])) in runs and not is_codes(found[i : i + RUN])]
            if hits:
                failed += 1
                print(f"{path}: {' '.join(found[hits[0] : hits[0] + RUN])}")
            else:
                passed += 1
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed or not passed else 0)


main()
