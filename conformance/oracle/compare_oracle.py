#!/usr/bin/env python3
"""A second opinion on how criteria relate, by Z3, written apart from `comity-compare`.

It reads criteria and the relations that `comity-compare` gives their pairs (the output of
`cargo run -p comity-compare --example oracle_pairs`), puts every paragraph together from its parts itself,
translates both into formulas of Z3, and works the relation out from docs/compare.md.

    python3 conformance/oracle/compare_oracle.py PAIRS.json

Needs `z3-solver`. Exit 1 on disagreement; the last line is `N passed, N failed`.
"""

import argparse
import json
import pathlib
import sys
from collections import Counter

import z3


class Reading:
    """What a paragraph asks, put together from the paragraphs of its list."""

    def __init__(self, nodes, side, reference):
        self.nodes, self.side, self.reference, self.unread = nodes, side, reference, 0
        self.below = {}
        for at, node in enumerate(nodes):
            if node["active"] and node["parent"] is not None:
                self.below.setdefault(node["parent"], []).append(at)

    def not_read(self):
        self.unread += 1
        return ("atom", ("unread", self.side, self.unread))

    def own(self, at):
        node = self.nodes[at]
        parts = [self.criterion(node["own"])]
        if node["unread"] and "untranslated" not in json.dumps(node["own"]):
            parts.append(self.not_read())
        return ("and", parts + [("not", self.criterion(note)) for note in node["except"]])

    def whole(self, at, as_condition=False):
        """With the conditions below: a class stands for any of its members where it is itself a condition."""
        own, node = self.own(at), self.nodes[at]
        if node["join"] == "class" and not as_condition:
            return own
        parts = [self.whole(child, True) for child in self.below.get(at, [])]
        if not parts:
            return own if node["join"] == "class" else ("and", [own, self.not_read()])
        return ("and", [own, ("and" if node["join"] == "all" else "or", parts)])

    def above(self, at):
        parts, at = [], self.nodes[at]["parent"]
        while at is not None:
            parts.append(self.own(at))
            at = self.nodes[at]["parent"]
        return ("and", parts)

    def criterion(self, of):
        match of:
            case ["always", value]: return ("and" if value else "or", [])
            case ["not", inner]: return ("not", self.criterion(inner))
            case ["all", parts]: return ("and", [self.criterion(part) for part in parts])
            case ["any", parts]: return ("or", [self.criterion(part) for part in parts])
            case ["at-least", count, parts]: return ("at-least", count, [self.criterion(part) for part in parts])
            case ["compare", what, sign, number]: return ("compare", what, sign, number)
            case ["flag", what]: return ("atom", ("flag", what))
            case ["terms", what, terms]: return ("or", [("term", what, term) for term in terms])
            case ["cas", what, numbers]: return ("cas", what, tuple(numbers))
            case ["words", digest]: return ("atom", ("words", digest))
            case ["meets", nodes]: return ("or", [("atom", ("meets", self.reference(node))) for node in nodes])
            case ["untranslated"]: return self.not_read()
        raise ValueError(of)


def leaves(formula):
    match formula:
        case ("and" | "or", parts) | ("at-least", _, parts):
            for part in parts:
                yield from leaves(part)
        case ("not", inner):
            yield from leaves(inner)
        case _:
            yield formula


def topic(leaf):
    match leaf:
        case ("compare", what, _, _): return ("quantity", what)
        case ("term", what, _): return ("terms", what)
        case ("cas", what, _): return ("cas", what)
        case ("atom", key): return key


OPAQUE = {"words", "meets", "unread"}


class Pair:
    """Two formulas, their topics in doubt, and Z3's view of them."""

    def __init__(self, a, b, vocabulary):
        self.a, self.b, self.vocabulary = a, b, vocabulary
        self.characteristics = vocabulary["characteristics"]
        self.topics_a, self.topics_b = ({topic(leaf) for leaf in leaves(of)} for of in (a, b))
        self.doubt_a, self.doubt_b = self.doubts()

    def within(self, term, other):
        return term == other or other in self.vocabulary["broader"][term]

    def inputs(self, what, seen=()):
        """All that a characteristic follows from."""
        found = set()
        for one in self.characteristics[what].get("inputs", []):
            if one not in seen:
                found |= {one} | self.inputs(one, (*seen, one))
        return found

    def doubts(self):
        only_a, only_b = self.topics_a - self.topics_b, self.topics_b - self.topics_a
        doubt_a = {key for key in only_a if key[0] in OPAQUE}
        doubt_b = {key for key in only_b if key[0] in OPAQUE}
        both = set()
        for x in only_a:
            for y in only_b:
                same = x[0] == y[0] == "quantity" and self.characteristics[x[1]]["dimension"] == self.characteristics[y[1]]["dimension"]
                if same or x[0] == y[0] == "cas" or {x[0], y[0]} <= {"flag", "terms"}:
                    doubt_a.add(x)
                    doubt_b.add(y)
        for key in self.topics_a & self.topics_b:
            if key[0] == "terms":
                a, b = ({leaf[2] for leaf in leaves(of) if topic(leaf) == key} for of in (self.a, self.b))
                if not any(self.within(x, y) or self.within(y, x) for x in a for y in b):
                    both.add(key)
        for key in self.topics_a | self.topics_b:
            if key[0] != "quantity" or not self.characteristics[key[1]]["inputs"]:
                continue
            used = self.topics_a | self.topics_b
            direct = self.characteristics[key[1]]["inputs"]
            determined = all(("quantity", one) in used or self.characteristics[one]["inputs"] for one in direct)
            told = {("quantity", one) for one in self.inputs(key[1])}
            for mine, others in ((self.topics_a, self.topics_b), (self.topics_b, self.topics_a)):
                determined |= key in mine and key not in others and bool(told & (others - mine))
            if determined:
                both.add(key)
        return doubt_a | both, doubt_b | both

    def negative(self, what):
        numbers = [leaf[3] for of in (self.a, self.b) for leaf in leaves(of) if topic(leaf) == ("quantity", what)]
        return any(number.startswith("-") for number in numbers)

    def whole(self, what):
        numbers = [leaf[3] for of in (self.a, self.b) for leaf in leaves(of) if topic(leaf) == ("quantity", what)]
        return self.characteristics[what]["plain"] and all(number.endswith("/1") for number in numbers)

    def items(self, likely):
        """What holds of every item (of every likely one)."""
        for key in self.topics_a | self.topics_b:
            if key[0] == "quantity":
                low, high = self.value(key[1])
                yield low <= high
                if likely and not self.negative(key[1]) and "level (" not in self.characteristics[key[1]]["dimension"]:
                    yield low >= 0
                    if self.whole(key[1]):
                        yield z3.And(z3.IsInt(low), z3.IsInt(high))
            if key[0] == "terms":
                terms = {leaf[2] for of in (self.a, self.b) for leaf in leaves(of) if topic(leaf) == key}
                for x in terms:
                    for y in terms:
                        if x != y and self.within(x, y):
                            yield z3.Implies(z3.Bool(f"term {x}"), z3.Bool(f"term {y}"))

    def value(self, what):
        if self.characteristics[what]["span"]:
            return z3.Real(f"low {what}"), z3.Real(f"high {what}")
        return (z3.Real(f"value {what}"),) * 2

    def formula(self, of, wanted=True, never=frozenset()):
        """`of` is met (or, not wanted, is not met), where nothing is known of the topics in `never`: their leaves do neither."""
        match of:
            case ("not", inner):
                return self.formula(inner, not wanted, never)
            case ("and" | "or" as join, parts):
                inner = [self.formula(part, wanted, never) for part in parts]
                return z3.And(inner) if (join == "and") == wanted else z3.Or(inner)
            case ("at-least", count, parts):
                inner = [self.formula(part, wanted, never) for part in parts]
                need = count if wanted else len(parts) - count + 1
                return z3.Sum([z3.If(part, 1, 0) for part in inner]) >= need
        if topic(of) in never:
            return z3.BoolVal(False)
        met = self.leaf(of)
        return met if wanted else z3.Not(met)

    def leaf(self, of):
        match of:
            case ("atom", key):
                return z3.Bool(str(key))
            case ("term", _, term):
                return z3.Bool(f"term {term}")
            case ("cas", what, numbers):
                return z3.Or([z3.String(f"cas {what}") == z3.StringVal(number) for number in numbers])
            case ("compare", what, sign, number):
                low, high = self.value(what)
                number = z3.RealVal(number)
                match sign:
                    case "<": return low < number
                    case "<=": return low <= number
                    case ">": return high > number
                    case ">=": return high >= number
                    case "=": return z3.And(low <= number, high >= number)
                    case "!=": return z3.Or(low != number, high != number)
        raise ValueError(of)

    def possible(self, *conditions, likely=False):
        solver = z3.Solver()
        solver.add(*self.items(likely), *conditions)
        answer = solver.check()
        if answer == z3.unknown:
            raise RuntimeError("Z3 does not know")
        return answer == z3.sat

    def relation(self):
        if not self.topics_a or not self.topics_b:
            return "untranslated"
        doubt = self.doubt_a | self.doubt_b
        if not (self.topics_a & self.topics_b) - doubt:
            return "untranslated"
        a, b = self.formula(self.a), self.formula(self.b)
        if not self.possible(a) or not self.possible(b):
            return "untranslated"
        fit = {key for key in doubt if key[0] in ("words", "meets")}
        # Words may be taken to fit an item if the other side has nothing of its own.
        may_a = fit if not self.topics_b - self.topics_a and not self.doubt_b else set()
        may_b = fit if not self.topics_a - self.topics_b and not self.doubt_a else set()
        sure_a, sure_b = self.formula(self.a, True, doubt - may_a), self.formula(self.b, True, doubt - may_b)
        outside_a, outside_b = self.formula(self.a, False, doubt), self.formula(self.b, False, doubt)
        a_in_b, b_in_a = not self.possible(a, z3.Not(b)), not self.possible(b, z3.Not(a))
        only_a = self.possible(sure_a, outside_b, likely=True)
        only_b = self.possible(sure_b, outside_a, likely=True)
        if a_in_b and b_in_a and not doubt:
            return "equal"
        if a_in_b and only_b:
            return "narrower"
        if b_in_a and only_a:
            return "broader"
        if not self.possible(a, b):
            return "disjoint"
        if only_a and only_b and self.possible(sure_a, sure_b, likely=True):
            return "overlapping"
        return "untranslated"


def relations(dump, pair, partner):
    a, b = pair["a"], pair["b"]
    read_a = Reading(dump["a"], "a", lambda node: ("a", node))
    read_b = Reading(dump["b"], "b", lambda node: ("a", partner[node]) if node in partner else ("b", node))
    node_a, node_b = dump["a"][a], dump["b"][b]
    conditions_a, conditions_b = node_a["join"] != "class", node_b["join"] != "class"
    whole_a, whole_b = read_a.whole(a), read_b.whole(b)
    # One of the two has children that are conditions, the other has children that are none.
    has_children = lambda nodes, at: any(node["parent"] == at for node in nodes)
    if conditions_b and not conditions_a and has_children(dump["a"], a):
        whole_a = ("and", [whole_a, read_a.not_read()])
    if conditions_a and not conditions_b and has_children(dump["b"], b):
        whole_b = ("and", [whole_b, read_b.not_read()])
    if not_compared(dump["a"], pair["a"], dump["b"], pair["b"]):
        yield "relation", "untranslated"
    else:
        yield "relation", Pair(whole_a, whole_b, dump["vocabulary"]).relation()
    if node_a["parent"] is None and node_b["parent"] is None:
        yield "ancestors", None
    elif node_a["parent"] is None or node_b["parent"] is None:
        yield "ancestors", "untranslated"
    else:
        yield "ancestors", Pair(read_a.above(a), read_b.above(b), dump["vocabulary"]).relation()


def entry(nodes, at):
    while nodes[at]["parent"] is not None:
        at = nodes[at]["parent"]
    return nodes[at]


def lineage(nodes, at):
    """The code as lists of one lineage write it."""
    top = entry(nodes, at)
    return (top["family"] or top["code"]) + nodes[at]["code"][len(top["code"]) :]


def not_compared(nodes_a, a, nodes_b, b):
    """Items that one list hands elsewhere; headings that say nothing over different provisions."""
    if entry(nodes_a, a)["elsewhere"] != entry(nodes_b, b)["elsewhere"]:
        return True
    silent = ["words", "0000000000000000"]
    return nodes_a[a]["own"] == silent and nodes_b[b]["own"] == silent and lineage(nodes_a, a) != lineage(nodes_b, b)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pairs", type=pathlib.Path)
    parser.add_argument("--limit", type=int, default=0, help="look at so many pairs only")
    args = parser.parse_args()
    dump = json.loads(args.pairs.read_text())
    partner = {pair["b"]: pair["a"] for pair in dump["pairs"] if pair["counterpart"]}
    passed, failed, skipped, seen = 0, 0, 0, Counter()
    for pair in dump["pairs"][: args.limit or None]:
        if "too many alternatives" in pair["basis"]:
            skipped += 1
            continue
        for field, wanted in relations(dump, pair, partner):
            if field == "relation":
                seen[wanted] += 1
            if pair[field] == wanted:
                passed += 1
                continue
            failed += 1
            if failed <= 20:
                a, b = dump["a"][pair["a"]], dump["b"][pair["b"]]
                print(f"{a['code']} / {b['code']}: {field} is {pair[field]}, Z3 says {wanted}\n  {a['text']}\n  {b['text']}", file=sys.stderr)
    print(", ".join(f"{count} {relation}" for relation, count in sorted(seen.items())) + f"; {skipped} too large")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
