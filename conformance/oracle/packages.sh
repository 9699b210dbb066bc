#!/usr/bin/env bash
# Prints a Python that has the packages of the oracles, installing them into a folder of the build where they are absent.
#
#     PYTHON=$(conformance/oracle/packages.sh target/oracle)
set -euo pipefail
folder=$1
python="$folder/bin/python"
packages=(z3-solver sssom rdflib)
if ! "$python" -c 'import z3, sssom, rdflib' 2>/dev/null; then
    {
        if ! python3 -m venv "$folder"; then
            # Debian keeps venv in a package of its own.
            apt-get install --yes --quiet python3-venv
            python3 -m venv "$folder"
        fi
        "$python" -m pip install --quiet --disable-pip-version-check "${packages[@]}"
    } >&2
fi
echo "$python"
