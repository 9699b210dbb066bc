#!/usr/bin/env bash
# Holds `comity compare` against Z3, and what it writes for exchange against the libraries that read it.
#
#     conformance/oracle/compare.sh COMITY PAIRS
#
# COMITY is the binary, PAIRS the example `oracle_pairs` of comity-compare.
set -euo pipefail
cd "$(dirname "$0")/../.."
comity=$1
pairs=$2
oracle=conformance/oracle
python=$("$oracle/packages.sh" target/oracle)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
echo "made-up criteria:"
"$pairs" --random 1500 >"$work/random.json" 2>/dev/null
"$python" "$oracle/compare_oracle.py" "$work/random.json" | tail -n 1
echo "eu/annex-i and us/ccl:"
"$pairs" law eu/annex-i us/ccl >"$work/real.json" 2>/dev/null
"$python" "$oracle/compare_oracle.py" "$work/real.json" | tail -n 1
for format in json sssom skos; do
    "$comity" compare eu/annex-i us/ccl --format "$format" >"$work/pairs.$format"
done
echo "SSSOM and SKOS:"
"$python" "$oracle/exchange_oracle.py" --json "$work/pairs.json" --sssom "$work/pairs.sssom" --skos "$work/pairs.skos" | tail -n 1
