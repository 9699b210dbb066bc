#!/bin/sh
# Asks a running server what its description allows and what it forbids: no answer with 5xx, none that is not described.
# Usage: schemathesis.sh COMITY [EXAMPLES]; schemathesis, openapi-spec-validator and nomenklatura come from PyPI into target/schemathesis.
set -eu
comity=$1
examples=${2:-20}
root=$(cd "$(dirname "$0")/../../.." && pwd)
venv=$root/target/schemathesis
[ -x "$venv/bin/schemathesis" ] || { python3 -m venv "$venv" && "$venv/bin/pip" -q install 'schemathesis>=4,<5' openapi-spec-validator 'nomenklatura>=4,<5'; }
work=$(mktemp -d)
trap 'kill "$server" 2>/dev/null || true; rm -rf "$work"' EXIT
server=
# A sample list, so that screening searches something. The name is invented.
echo '{"id":"s-1","list":"US-EL","type":"entity","name":"Quibbleton Rotor Works Ltd","country":["BZ"]}' >"$work/sample.jsonl"
"$comity" lists import sample "$work/sample.jsonl" --date 2026-01-01 --data "$work/data" >/dev/null
token=$("$comity" token --organisation Sample --email sample@example.org --scope decide --scope screen --scope read --scope write --scope admin --data "$work/data")
"$comity" serve --listen 127.0.0.1:0 --data "$work/data" 2>"$work/log" &
server=$!
address=
for _ in $(seq 100); do
    address=$(sed -n 's/.*"message":"listening","address":"\([^"]*\)".*/\1/p' "$work/log")
    [ -n "$address" ] && break
    sleep 0.1
done
[ -n "$address" ] || { cat "$work/log" >&2; exit 1; }
# What the client of the OpenSanctions API sends and reads.
"$venv/bin/python" "$root/crates/comity-serve/tests/opensanctions.py" "http://$address/" "$token"
"$venv/bin/python" - "$address" <<'PY'
import json, sys, urllib.request
from openapi_spec_validator import validate
validate(json.load(urllib.request.urlopen(f"http://{sys.argv[1]}/openapi.json")))
PY
SCHEMATHESIS_HOOKS=$root/crates/comity-serve/tests/schemathesis_hooks.py "$venv/bin/schemathesis" run "http://$address/openapi.json" --max-examples "$examples" -H "Authorization: Bearer $token" \
    --checks not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance,response_headers_conformance \
    --generation-deterministic
kill "$server"
wait "$server"
