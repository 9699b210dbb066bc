#!/usr/bin/env python3
"""A second opinion on what the Commerce Country Chart asks, written apart from the engine and its reader.

It reads the raw sources (the licence-requirement tables and the chart of 2026-07-23, the paragraphs of
the list's XML of 2026-06-24), understands only rows of plain scope ("entire entry", "entire entry
except .y", ".a and .b"), asks `comity decide --batch` about many thousand exports from the United
States, and compares:

- a row that surely applies, and is marked for the destination, must be a ground of `us/ccl-controls`;
- such a ground, even a possible one, must come from a row that applies, or from one this oracle cannot read;
- a row that names its destinations in plain words must be a ground of `us/ccl-stated-controls` there;
- with a ground the answer is never `no-licence-required` or `undetermined`;
- for a destination that has no row in the chart the answer is never `no-licence-required`;
- where all rows of an entry are understood, one covers the paragraph and none is marked for the
  destination, the answer is `no-licence-required`.

    python3 conformance/oracle/chart_oracle.py --comity PATH --data ../shared/data --sample N

Exit 1 on disagreement; the last line is `N passed, N failed`. Nothing in `law/` is read.
"""

import argparse
import json
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from collections import Counter
from dataclasses import dataclass, field

DAY = "2026-07-23"
ECCN = r"[0-9][A-E][0-9]{3}"

# The chart's names of countries, as ISO 3166-1 (XK for Kosovo).
ISO = dict(pair.rsplit("=", 1) for pair in """
Afghanistan=AF|Albania=AL|Algeria=DZ|Andorra=AD|Angola=AO|Antigua and Barbuda=AG|Argentina=AR|Armenia=AM|Aruba=AW
Australia=AU|Austria=AT|Azerbaijan=AZ|Bahamas, The=BS|Bahrain=BH|Bangladesh=BD|Barbados=BB|Belarus=BY|Belgium=BE
Belize=BZ|Benin=BJ|Bhutan=BT|Bolivia=BO|Bosnia and Herzegovina=BA|Botswana=BW|Brazil=BR|Brunei=BN|Bulgaria=BG
Burkina Faso=BF|Burma=MM|Burundi=BI|Cambodia=KH|Cameroon=CM|Canada=CA|Cape Verde=CV|Central African Republic=CF
Chad=TD|Chile=CL|China=CN|Colombia=CO|Comoros=KM|Congo (Democratic Republic of the)=CD|Congo (Republic of the)=CG
Costa Rica=CR|Cote d'Ivoire=CI|Croatia=HR|Curaçao=CW|Cyprus=CY|Czech Republic=CZ|Denmark=DK|Djibouti=DJ|Dominica=DM
Dominican Republic=DO|Ecuador=EC|Egypt=EG|El Salvador=SV|Equatorial Guinea=GQ|Eritrea=ER|Estonia=EE|Eswatini=SZ
Ethiopia=ET|Fiji=FJ|Finland=FI|France=FR|Gabon=GA|Gambia, The=GM|Georgia=GE|Germany=DE|Ghana=GH|Greece=GR|Grenada=GD
Guatemala=GT|Guinea=GN|Guinea-Bissau=GW|Guyana=GY|Haiti=HT|Honduras=HN|Hungary=HU|Iceland=IS|India=IN|Indonesia=ID
Iraq=IQ|Ireland=IE|Israel=IL|Italy=IT|Jamaica=JM|Japan=JP|Jordan=JO|Kazakhstan=KZ|Kenya=KE|Kiribati=KI
Korea, South=KR|Kosovo=XK|Kuwait=KW|Kyrgyzstan=KG|Laos=LA|Latvia=LV|Lebanon=LB|Lesotho=LS|Liberia=LR|Libya=LY
Liechtenstein=LI|Lithuania=LT|Luxembourg=LU|Macau=MO|Madagascar=MG|Malawi=MW|Malaysia=MY|Maldives=MV|Mali=ML|Malta=MT
Marshall Islands=MH|Mauritania=MR|Mauritius=MU|Mexico=MX|Micronesia (Federated State of)=FM|Moldova=MD|Monaco=MC
Mongolia=MN|Montenegro=ME|Morocco=MA|Mozambique=MZ|Namibia=NA|Nauru=NR|Nepal=NP|Netherlands=NL|New Zealand=NZ
Nicaragua=NI|Niger=NE|Nigeria=NG|North Macedonia=MK|Norway=NO|Oman=OM|Pakistan=PK|Palau=PW|Panama=PA
Papua New Guinea=PG|Paraguay=PY|Peru=PE|Philippines=PH|Poland=PL|Portugal=PT|Qatar=QA|Romania=RO|Russia=RU|Rwanda=RW
St. Kitts and Nevis=KN|St. Lucia=LC|St. Vincent and the Grenadines=VC|Samoa=WS|San Marino=SM|Sao Tome and Principe=ST
Saudi Arabia=SA|Senegal=SN|Serbia=RS|Seycheles=SC|Sierra Leone=SL|Singapore=SG
Sint Maarten (the Dutch two-fifths of the island of Saint Martin)=SX|Slovakia=SK|Slovenia=SI|Solomon Islands=SB
Somalia=SO|South Africa=ZA|South Sudan, Republic of=SS|Spain=ES|Sri Lanka=LK|Sudan=SD|Suriname=SR|Sweden=SE
Switzerland=CH|Taiwan=TW|Tajikistan=TJ|Tanzania=TZ|Thailand=TH|Timor-Leste=TL|Togo=TG|Tonga=TO|Trinidad and Tobago=TT
Tunisia=TN|Türkiye=TR|Turkmenistan=TM|Tuvalu=TV|Uganda=UG|Ukraine=UA|United Arab Emirates=AE|United Kingdom=GB
Uruguay=UY|Uzbekistan=UZ|Vanuatu=VU|Vatican City=VA|Venezuela=VE|Vietnam=VN|Western Sahara=EH|Yemen=YE|Zambia=ZM
Zimbabwe=ZW|Cuba=CU|Iran=IR|Korea, North=KP|Syria=SY
""".replace("\n", "|").strip("|").split("|"))
# Names that only the country groups use.
ISO |= {"China (PRC)": "CN", "Congo (Democratic Republic of)": "CD", "United States": "US"}
# Territories that the chart's own notes place under another row.
INHERIT = {"hong kong": "HK", "liechtenstein": "LI", "cayman islands": "KY"}
# Territories, possessions and departments of a country with a row, which 738.3(b) gives that country's treatment.
DEPENDENT = dict(pair.split("=") for pair in """
FO=DK GL=DK AX=FI GF=FR GP=FR MQ=FR NC=FR PF=FR PM=FR RE=FR WF=FR YT=FR AI=GB BM=GB FK=GB GI=GB IM=GB JE=GB MS=GB SH=GB
TC=GB VG=GB BQ=NL SJ=NO CX=AU NF=AU TK=NZ
""".split())
# Destinations without a row and of no country that has one: the chart says nothing of them.
UNCHARTED = ["PS", "AQ", "CK", "NU"]
# Asked for every entry; the others take turns.
ALWAYS = ["CN", "CA", "DE", "IN", "MX", "AU", "IL", "AE"]
# Part 746 answers there for nearly every entry, whatever the chart says.
EMBARGOED = {"CU", "IR", "IQ", "KP", "SY", "RU", "BY"}


# --- the sources -------------------------------------------------------------------------------------

def words(text):
    """Text on one line, with plain spaces."""
    return re.sub(r"\s+", " ", text.replace("\u00a0", " ").replace("\u2009", " ")).strip()


@dataclass
class XmlEntry:
    rows: list = field(default_factory=list)
    paragraphs: list = field(default_factory=list)
    reserved: set = field(default_factory=set)
    text: str = ""          # headings and notes on requirements, up to the items


def read_xml(path):
    """Entries of the list: their tables, and the labels of their paragraphs."""
    entries, entry, in_items = {}, None, False
    def walk(element):
        nonlocal entry, in_items
        for child in element:
            text = words("".join(child.itertext()))
            head = re.match(rf"({ECCN})\b", text)
            if child.tag == "FP-2" and child.find(".//B") is not None and head:
                entry, in_items = entries.setdefault(head[1], XmlEntry()), False
            elif child.tag in ("HD1", "HD2", "HEAD"):
                entry, in_items = None, False
            elif entry is None and child.tag not in ("DIV", "DIV9"):
                continue
            elif child.tag == "TR":
                cells = [words("".join(cell.itertext())) for cell in child if cell.tag == "TD"]
                if cells and not in_items:
                    entry.rows.append((cells[0], cells[-1]))
            elif child.tag == "NOTE":
                if not in_items:
                    entry.text += " " + text
            elif child.tag in ("DIV", "TABLE", "TBODY", "DIV9"):
                walk(child)
            elif re.match(r"Items:", text):
                in_items = True
            elif child.tag in ("P", "FP", "FP-1", "FP-2") and in_items:
                label = re.match(r"([a-z](?:\.(?:[0-9]{1,2}|[a-z]))*)\.\s+(\S.*)", text)
                if label:
                    entry.paragraphs.append(label[1])
                    if "[reserved]" in text.lower():
                        entry.reserved.add(label[1])
            elif child.tag in ("P", "FP", "FP-1", "FP-2"):
                entry.text += " " + text
    walk(ET.parse(path).getroot())
    return entries


def read_tables(path, xml):
    """Rows of every entry on the day; where the digest of the tables ran two entries together, those of the XML."""
    rows, broken = {}, set()
    for entry in json.loads(path.read_text(encoding="utf-8"))["entries"]:
        rows[entry["eccn"]] = [(words(row["control"]), words(row["countryChart"])) for row in entry["countryChart"] or []]
    before = None
    for code, entry in xml.items():
        if code not in rows:
            # The entry before swallowed it.
            broken |= {before, code}
        before = code
    for code in broken:
        rows[code] = list(xml[code].rows)
    for code, entry in xml.items():
        # 0A521 and its kin have a sentence instead of a table.
        if not rows[code] and (said := re.search(r"\b(?:is|are) subject to ([A-Z]{2})([0-9]) controls", entry.text)):
            rows[code] = [(f"{said[1]} applies to entire entry", f"{said[1]} Column {said[2]}")]
        # Some entries state a requirement beside their table, or have none.
        for said in re.finditer(r"\b([A-Z]{2}) applies to ([^.]*?entire entry|[^ ]+(?: and [^ ]+)?)\. (.*?)(?=\b[A-Z]{2} applies to |License Requirements? Note|List Based|$)", entry.text):
            rows[code].append((f"{said[1]} applies to {said[2]}", said[3].strip()))
    return rows, broken


def no_chart(entry, eccn):
    """Paragraphs for which a note of the entry says that the chart is not used."""
    said = re.search(rf"Country Chart is not used for determining license requirements for .*? ECCN ({eccn}\.\S+(?:,? (?:and )?\.\S+)*)", entry.text)
    return paragraphs_of(said[1].rstrip(".,"), eccn) if said else ()


def refers_elsewhere(entry):
    """Whether a note on the requirements hands some of the entry to another authority."""
    return bool(re.search(r"subject to the export licensing authority|licensing jurisdiction", entry.text.split("Related Controls")[0]))


def read_groups(path):
    """Country groups, as country codes."""
    groups = json.loads(path.read_text(encoding="utf-8"))["groups"]
    return {name: {ISO[country] for country in countries if country in ISO} for name, countries in groups.items()}


def read_chart(path):
    """Marks by country code."""
    chart = json.loads(path.read_text(encoding="utf-8"))
    def cells(name):
        return {tuple(mark.split()) for mark in chart["countries"].get(name, {"marks": []})["marks"]}
    names = list(chart["countries"]) + list(chart["embargoed"])
    missing = [name for name in names if name not in ISO]
    if missing:
        sys.exit(f"countries of the chart without a code here: {missing}")
    marks = {ISO[name]: cells(name) for name in names}
    for name, basis in chart["territoryInheritance"].items():
        marks[INHERIT[name]] = marks[ISO[basis["row"]]]
    for territory, country in DEPENDENT.items():
        marks.setdefault(territory, marks[country])
    return {country: {(reason, int(column)) for reason, column in cells} for country, cells in marks.items()}


# --- rows --------------------------------------------------------------------------------------------

@dataclass
class Row:
    """A row of a table: what it asks, and of which paragraphs."""
    reason: str
    column: int | None      # None: not asked by the chart
    scope: str              # "entire", "except", "only", or "open": not understood here
    paths: tuple = ()
    places: str = ""        # where the chart is not asked: the words on destinations


def paragraphs_of(text, eccn):
    """Paragraphs of a plain enumeration such as `0A501.a, .b.1 to b.3 and y`, or None."""
    text = re.sub(r"^(?:items |“software” |“technology” )?(?:controlled by )(?=[0-9])", "", text)
    text = re.sub(r"^paragraphs? ", "", text)
    text = re.sub(r" (?:of this entry|only)$", "", text)
    paths = []
    for part in re.split(r"\s*(?:,\s*and\b|,\s*or\b|,|\band\b|\bor\b)\s*", text):
        ends = []
        for end in re.split(r"\s+(?:to|through)\s+", part.strip()):
            match = re.fullmatch(rf"(?:({ECCN})\s?)?\.?\s?([a-z](?:\.(?:[0-9]{{1,2}}|[a-z]))*)", end)
            if not match or match[1] not in (None, eccn):
                return None
            ends.append(match[2].split("."))
        if len(ends) == 1:
            paths.append(tuple(ends[0]))
        elif len(ends) == 2 and ends[0][:-1] == ends[1][:-1]:
            low, high = ends[0][-1], ends[1][-1]
            if low.isdigit() != high.isdigit():
                return None
            run = range(int(low), int(high) + 1) if low.isdigit() else range(ord(low), ord(high) + 1)
            paths += [tuple(ends[0][:-1] + [str(i) if low.isdigit() else chr(i)]) for i in run]
        else:
            return None
    return tuple(paths)


def scope_of(body, eccn):
    """Kind of scope, and its paragraphs."""
    body = body.rstrip(".").strip()
    if re.fullmatch(r"(?:the )?entire entry", body):
        return "entire", ()
    match = re.fullmatch(r"(?:the )?entire entry,? except:? (.+)", body)
    kind, text = ("except", match[1]) if match else ("only", body)
    paths = paragraphs_of(text, eccn)
    return (kind, paths) if paths else ("open", ())


def read_row(control, column, eccn):
    """The rows that one row of a table holds: now and then two stand in one cell."""
    columns = re.findall(r"\b([A-Z]{2}) Column ([0-9])", column)
    controls = re.findall(r"\b([A-Z]{2,3}) appl(?:ies|y) (?:to )?(.*?)(?=\s+[A-Z]{2} appl(?:ies|y) |$)", control)
    # The whole row in one cell.
    controls = [(reason, re.sub(r"\s+[A-Z]{2} Column [0-9]\.?$", "", body)) for reason, body in controls]
    if not controls:
        return [Row("?", None, "open", places=column)]
    if not columns and re.fullmatch(r"Column [0-9]\.?", column):
        columns = [(controls[0][0], column.split()[1].rstrip("."))]
    if not columns:
        return [Row(reason, None, *scope_of(body, eccn), places=column) for reason, body in controls]
    if len(controls) == len(columns):
        pairs = zip(controls, columns)
    elif len(columns) == 1:
        pairs = [((columns[0][0], control), columns[0])]
    else:
        pairs = [((reason, ""), (reason, number)) for reason, number in columns]
    return [Row(reason, int(number), *scope_of(body, eccn)) for (_, body), (reason, number) in pairs]


def applies(row, path):
    """True, False, or None where the row says too little of this paragraph."""
    if row.scope == "entire":
        return True
    if row.scope == "open":
        return None
    inside = any(path[:len(other)] == other for other in row.paths)
    partly = any(other[:len(path)] == path for other in row.paths)
    if row.scope == "only":
        return True if inside else None if partly else False
    return False if inside else None if partly else True


def places(text, groups):
    """The destinations that a row states in plain words, or None."""
    text = re.sub(r"\s*\(?see §.*", "", text, flags=re.I).rstrip("., ")
    china = {"CN", "HK"}
    if re.fullmatch(r"China, Russia,? or Venezuela", text):
        return china | {"RU", "VE"}
    if text in ("Worldwide", "Worldwide control", "To or within any destination worldwide"):
        return "all"
    if said := re.match(r"A license is required for ALL destinations(, except Canada)?,? (?:regardless of|as specified in)", text, flags=re.I):
        return "all but CA" if said[1] else "all"
    def of(names):
        listed = set().union(*(groups[name] for name in names))
        return listed | (china if "CN" in listed else set())
    if re.fullmatch(r"To or within Macau or a destination specified in Country Group D:5 of supplement no\. 1 to part 740 of the EAR", text):
        return of(["D:5"]) | {"MO"}
    if text.startswith("To or within the United Arab Emirates or destinations specified in Country Groups D:1, D:4, and D:5") and text.endswith("excluding any destination also specified in Country Groups A:5 or A:6"):
        return (of(["D:1", "D:4", "D:5"]) - of(["A:5", "A:6"])) | {"AE"}
    if named := re.match(r"A license is required for items controlled by this entry (?:for export or reexport )?to (Iran and North Korea|North Korea|Iraq or Pakistan|Iraq|Pakistan)\b", text):
        return {{"North Korea": "KP", "Iran": "IR", "Iraq": "IQ", "Pakistan": "PK"}[name] for name in re.split(" or | and ", named[1])}
    return None


# --- questions ---------------------------------------------------------------------------------------

@dataclass
class Question:
    eccn: str
    path: tuple
    to: str
    expected: set
    allowed: set
    stated: set             # reasons that rows state for the destination
    plain: bool             # every row is understood, and one covers the paragraph
    silent: bool            # a row sends to the chart, which has no row for the destination

    def code(self):
        return ".".join((self.eccn, *self.path))

    def line(self, number):
        item = {"id": "item", "origin": "US", "value": "10000 USD", "codes": {"us/ccl": self.code()}}
        # Parts of Ukraine have rules of their own: ask about Kyiv.
        region = {"to_region": "UA-30"} if self.to == "UA" else {}
        return json.dumps({
            "id": f"{number}", "date": DAY, "activity": "export", "from": "US", "to": self.to, **region, "value": "10000 USD",
            "end_use": {"military": False, "wmd": False}, "item": [item],
        })


def ask(eccn, path, to, rows, law):
    expected, allowed, stated = set(), set(), set()
    plain, covered, silent = not law.elsewhere[eccn], False, False
    charted = [applies(Row("", None, "only", law.no_chart[eccn]), path)] if law.no_chart[eccn] else [False]
    for row in rows:
        truth = applies(row, path)
        if row.column is None:
            listed = places(row.places, law.groups)
            here = listed and (to in listed if isinstance(listed, set) else not listed.endswith(to))
            if truth and here:
                stated.add(row.reason)
            plain = plain and (truth is False or listed is not None and not here)
            covered |= truth is True
            continue
        if charted[0]:
            plain, truth = False, False
        elif charted[0] is None and truth:
            plain, truth = False, None
        plain = plain and truth is not None
        covered |= truth is True
        silent |= to not in law.marks and truth is True
        plain = plain and not silent
        if to not in law.marks:
            allowed.add((row.reason, row.column))
        elif (row.reason, row.column) in law.marks[to] and truth is not False:
            allowed.add((row.reason, row.column))
            if truth:
                expected.add((row.reason, row.column))
    return Question(eccn, path, to, expected, allowed, stated, plain and covered, silent)


@dataclass
class Sources:
    """What was read."""
    tables: dict
    broken: set
    paragraphs: dict
    no_chart: dict
    elsewhere: dict
    marks: dict
    groups: dict


def read(folder):
    xml = read_xml(folder / "part-774-supp-1.2026-06-24.xml")
    tables, broken = read_tables(folder / "part-774-supp-1.2026-07-23.licence-tables.json", xml)
    none = XmlEntry()
    entry = {eccn: xml.get(eccn, none) for eccn in tables}
    return Sources(
        tables=tables,
        broken=broken,
        paragraphs={eccn: sorted({tuple(label.split(".")) for label in set(entry[eccn].paragraphs) - entry[eccn].reserved}) for eccn in tables},
        no_chart={eccn: no_chart(entry[eccn], eccn) for eccn in tables},
        elsewhere={eccn: refers_elsewhere(entry[eccn]) for eccn in tables},
        marks=read_chart(folder / "country-chart.json"),
        groups=read_groups(folder / "country-groups.json"),
    )


def questions(law):
    """Every entry with a row for all of it at some twenty destinations, and paragraphs in and out of plain scopes."""
    chance = random.Random(738)
    others = sorted(set(law.marks) - set(ALWAYS))
    turn = 0
    def destinations(count):
        nonlocal turn
        turn += count
        return [others[(turn - i) % len(others)] for i in range(count)]
    out = []
    for eccn in sorted(law.tables):
        rows = [row for control, column in law.tables[eccn] for row in read_row(control, column, eccn)]
        paths = law.paragraphs[eccn]
        entire = any(row.scope == "entire" for row in rows)
        for to in ALWAYS + destinations(11) + [UNCHARTED[turn % len(UNCHARTED)]] if entire else ["CN", "DE", *destinations(2)]:
            out.append(ask(eccn, (), to, rows, law))
        named = {path for row in rows for path in row.paths} | set(law.no_chart[eccn])
        if named:
            inside = [path for path in paths if any(path[:len(name)] == name for name in named)]
            outside = [path for path in paths if path not in inside]
            chosen = set(chance.sample(inside, min(8, len(inside))) + chance.sample(outside, min(6, len(outside))) + [name for name in named if name in paths])
            for path in sorted(chosen):
                for to in ["CN", "DE", "CA", *destinations(4)]:
                    out.append(ask(eccn, path, to, rows, law))
        elif paths:
            for path in chance.sample(paths, min(2, len(paths))):
                for to in ["CN", *destinations(2)]:
                    out.append(ask(eccn, path, to, rows, law))
    return out


# --- comparison --------------------------------------------------------------------------------------

def show(grounds):
    return ", ".join(f"{reason} {column}" for reason, column in sorted(grounds)) or "none"


def compare(question, answer):
    """What is wrong with an answer, in words; empty if nothing is."""
    if "error" in answer:
        return [f"refused: {answer['error']}"]
    finding = next((finding for finding in answer["findings"] if finding["jurisdiction"] == "us"), None)
    if finding is None:
        return ["no finding for us"]
    def chart(rows):
        return {(row["reason"], row["column"]) for row in rows if row["rule"] == "us/ccl-controls"}
    got, possible = chart(finding["grounds"]), chart(finding.get("possible_grounds", []))
    faults = []
    if question.expected - got:
        faults.append(f"missing {show(question.expected - got)}")
    if got - question.allowed:
        faults.append(f"unexpected {show(got - question.allowed)}")
    if possible - question.allowed:
        faults.append(f"unexpectedly possible {show(possible - question.allowed)}")
    stated = {row["reason"] for row in finding["grounds"] if row["rule"] == "us/ccl-stated-controls"}
    if question.stated - stated:
        faults.append(f"missing stated {', '.join(sorted(question.stated - stated))}")
    if (question.expected or question.stated) and finding["outcome"] in ("no-licence-required", "undetermined"):
        faults.append(f"{finding['outcome']} despite {show(question.expected)}, stated {sorted(question.stated)}")
    if question.silent and finding["outcome"] == "no-licence-required":
        faults.append("no-licence-required where the chart has no row")
    if question.plain and not question.expected and not question.stated and question.to not in EMBARGOED and finding["outcome"] != "no-licence-required":
        why = [row["rule"] + " " + row["citation"] for row in finding["grounds"]]
        why += ["possible " + row["rule"] for row in finding.get("possible_grounds", [])]
        why += ["missing " + row["fact"] for row in finding["missing"]]
        faults.append(f"{finding['outcome']}, expected no-licence-required: {'; '.join(why)}")
    return faults


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--comity", required=True, type=pathlib.Path, help="the comity binary")
    parser.add_argument("--data", required=True, type=pathlib.Path, help="the folder that holds law/us")
    parser.add_argument("--sample", type=int, default=0, help="ask only so many questions (default: all)")
    parser.add_argument("--verbose", action="store_true", help="name every disagreement, not the first fifty")
    arguments = parser.parse_args()

    law = read(arguments.data / "law" / "us")
    all_questions = questions(law)
    if arguments.sample and arguments.sample < len(all_questions):
        order = random.Random(774).sample(range(len(all_questions)), arguments.sample)
        all_questions = [all_questions[i] for i in sorted(order)]
    rows = Counter(row.scope if row.column else "stated" for code in law.tables for cells in law.tables[code] for row in read_row(*cells, code))
    print(f"{len(law.tables)} entries ({len(law.broken)} from the XML), rows: {dict(rows)}; {len(all_questions)} questions")

    failed = 0
    with tempfile.TemporaryDirectory() as scratch:
        asked, answered = pathlib.Path(scratch, "in.jsonl"), pathlib.Path(scratch, "out.jsonl")
        asked.write_text("".join(question.line(i) + "\n" for i, question in enumerate(all_questions)), encoding="utf-8")
        run = subprocess.run([arguments.comity, "decide", "--batch", asked, "--out", answered], capture_output=True, text=True)
        if run.returncode not in (0, 1):
            sys.exit(f"comity ended with {run.returncode}: {run.stderr}")
        with answered.open(encoding="utf-8") as lines:
            answers = 0
            for number, (question, line) in enumerate(zip(all_questions, lines)):
                answers += 1
                answer = json.loads(line)
                faults = compare(question, answer)
                if not faults and answer["id"] != str(number):
                    faults = [f"answer {answer['id']} in the place of {number}"]
                failed += bool(faults)
                if faults and (arguments.verbose or failed <= 50):
                    print(f"{question.code()} to {question.to}: {' | '.join(faults)}")
        if answers != len(all_questions):
            print(f"{answers} answers to {len(all_questions)} questions")
            failed += len(all_questions) - answers
    print(f"{len(all_questions) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
