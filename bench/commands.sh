#!/usr/bin/env bash
# Whole commands against the budgets: start, batch throughput, memory. Usage: bench/commands.sh PATH_TO_COMITY
set -euo pipefail
comity=${1:?path to the comity binary}
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
timed() { python3 - "$@" <<'PY'
import resource, statistics, subprocess, sys, time
runs, command = int(sys.argv[1]), sys.argv[2:]
times = []
for _ in range(runs):
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    times.append(time.perf_counter() - start)
memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
print(f"min {min(times)*1000:.1f} ms, median {statistics.median(times)*1000:.1f} ms, max {max(times)*1000:.1f} ms, peak memory {memory:.0f} MiB")
PY
}
echo -n "start to first answer (decide examples/shipment.toml): "
timed 30 "$comity" decide examples/shipment.toml
cargo run --release --quiet -p comity-bench --example catalogue -- 50000 > "$work/distinct.jsonl"
# A catalogue in which parts share classifications, as real ones do: the first 2,000 questions asked 50 times under new ids.
python3 - "$work" <<'PY'
import json, sys
work = sys.argv[1]
rows = [json.loads(line) for line, _ in zip(open(f"{work}/distinct.jsonl"), range(2000))]
with open(f"{work}/shared.jsonl", "w") as out:
    for i in range(100_000):
        rows[i % 2000]["id"] = f"p{i}"
        out.write(json.dumps(rows[i % 2000]) + "\n")
PY
for name in distinct shared; do
  lines=$(wc -l < "$work/$name.jsonl")
  for threads in 1 2; do
    echo -n "batch, $lines lines, $name questions, $threads threads: "
    timed 3 "$comity" decide --batch "$work/$name.jsonl" --out "$work/out.jsonl" --threads "$threads"
    ls -l "$work/out.jsonl" | awk -v n="$lines" '{printf "    %.1f KB a line out\n", $5/n/1000}'
  done
done

data=${COMITY_DATA_SOURCES:-../shared/data}/lists
for set in us-csl:us-csl.2026-07-31.normalized.jsonl us-csl:us-csl.2026-07-31.json un-sc:un-sc.2026-02-27.xml; do
  echo -n "import of ${set#*:} into a fresh data folder and once again: "
  timed 2 "$comity" lists import "${set%%:*}" "$data/${set#*:}" --date 2026-07-31 --data "$work/${set#*:}"
done

# Screening from the command line: the index is made once, then loaded.
"$comity" lists import us-csl "$data/us-csl.2026-07-31.normalized.jsonl" --date 2026-07-31 --data "$work/parties" > /dev/null 2>&1
python3 - "$data/../screening-dev/csl_2000.jsonl" "$work/parties.jsonl" <<'PY'
import json, sys
rows = [json.loads(line) for line in open(sys.argv[1], encoding="utf-8")]
with open(sys.argv[2], "w", encoding="utf-8") as out:
    for turn in range(5):
        for row in rows:
            out.write(json.dumps({"id": f"{turn}-{row['qid']}", "name": row["query"], "type": row["type"], "date_of_birth": row.get("dob")}) + "\n")
PY
echo -n "screening one name, index made: "
timed 1 "$comity" screen "Borealis Trading" --data "$work/parties"
echo -n "screening one name, index loaded: "
timed 10 "$comity" screen "Borealis Trading" --data "$work/parties"
for threads in 1 2; do
  echo -n "screening a batch of 10,000 names, $threads threads: "
  timed 3 "$comity" screen --batch "$work/parties.jsonl" --out "$work/screened.jsonl" --threads "$threads" --data "$work/parties"
done
