#!/usr/bin/env python3
"""Reads what `comity compare` writes for exchange with the libraries that others read it with.

    python3 conformance/oracle/exchange_oracle.py --json PAIRS.json --sssom PAIRS.sssom.tsv --skos PAIRS.ttl

SSSOM is parsed and validated by `sssom`, Turtle is parsed by `rdflib`; both must hold the mappings that
the JSON of the same comparison holds, no more and no fewer. Exit 1 on disagreement; the last line is
`N passed, N failed`.
"""

import argparse
import json
import pathlib
import sys

SKOS = "http://www.w3.org/2004/02/skos/core#"
PROPERTY = {
    "equal": "exactMatch",
    "narrower": "broadMatch",
    "broader": "narrowMatch",
    "overlapping": "relatedMatch",
    "disjoint": "relatedMatch",
    "untranslated": "relatedMatch",
}


def from_json(path):
    pairs = (pair for pair in json.loads(path.read_text()) if pair["relation"] != "only" and pair["counterpart"])
    return {(pair["a"].replace(":", "/"), PROPERTY[pair["relation"]], pair["b"].replace(":", "/")) for pair in pairs}


def from_sssom(path):
    from sssom.parsers import parse_sssom_table
    from sssom.validators import validate
    from sssom.constants import SchemaValidationType

    mappings = parse_sssom_table(str(path))
    # The checks that need no network: prefixes and the schema of SSSOM itself.
    validate(mappings, [SchemaValidationType.JsonSchema, SchemaValidationType.PrefixMapCompleteness])
    prefixes = mappings.prefix_map

    def name(curie):
        prefix, code = curie.split(":", 1)
        return prefixes[prefix].removeprefix("https://w3id.org/comity/") + code

    rows = mappings.df.to_dict("records")
    return {(name(row["subject_id"]), row["predicate_id"].removeprefix("skos:"), name(row["object_id"])) for row in rows}


def from_skos(path):
    import rdflib

    graph = rdflib.Graph().parse(path, format="turtle")
    found = set()
    for name in set(PROPERTY.values()):
        for subject, object in graph.subject_objects(rdflib.URIRef(SKOS + name)):
            found.add((subject.removeprefix("https://w3id.org/comity/"), name, object.removeprefix("https://w3id.org/comity/")))
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("json", "sssom", "skos"):
        parser.add_argument(f"--{name}", type=pathlib.Path, required=True)
    args = parser.parse_args()
    wanted, passed, failed = from_json(args.json), 0, 0
    for name, found in (("sssom", from_sssom(args.sssom)), ("skos", from_skos(args.skos))):
        for what, rows in (("lacks", wanted - found), ("adds", found - wanted)):
            failed += len(rows)
            for row in sorted(rows)[:5]:
                print(f"{name} {what} {' '.join(row)}", file=sys.stderr)
        passed += len(wanted & found)
    if not wanted:
        print("no mapping at all", file=sys.stderr)
        failed += 1
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
