"""Asks a running server through the client of the OpenSanctions API that nomenklatura (PyPI) has.

Usage: opensanctions.py http://ADDRESS/ TOKEN, with a list imported that has the invented Quibbleton Rotor Works.
"""

import sys

from followthemoney import Dataset, StatementEntity
from nomenklatura.cache import Cache
from nomenklatura.db import get_engine, get_metadata
from nomenklatura.enrich.yente import YenteEnricher

api, token = sys.argv[1:3]
dataset = Dataset.make({"name": "asked", "title": "Asked"})
engine = get_engine("sqlite://")
cache = Cache(engine, get_metadata(), dataset, create=True)
config = {"api": api, "dataset": "default", "api_key": token, "cutoff": 0.2}
enricher = YenteEnricher(dataset, cache, config)


def found(name):
    data = {"id": "asked-1", "schema": "Company", "properties": {"name": [name], "country": ["bz"]}}
    return [match.id for match in enricher.match(StatementEntity.from_data(dataset, data))]


assert found("Quibbleton Rotor Works") == ["sample.s-1"], found("Quibbleton Rotor Works")
assert found("Frobisher and Daughters Bakery") == []
print("2 passed, 0 failed")
