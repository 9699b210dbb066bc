"""Asks a running server through the client of the OpenSanctions API that nomenklatura (PyPI) has.

Usage: opensanctions.py http://ADDRESS/ TOKEN, with a list imported that has the invented Quibbleton Rotor Works.
"""

import sys

from followthemoney import Dataset, StatementEntity
from nomenklatura.enrich.yente import YenteEnricher

api, token = sys.argv[1:3]
dataset = Dataset.make({"name": "asked", "title": "Asked"})


class Forgetful:
    """A cache that keeps nothing: every question is asked of the server."""

    def get_json(self, key, max_age=None):
        return None

    def set_json(self, key, value):
        pass


config = {"api": api, "dataset": "default", "api_key": token, "cutoff": 0.2}
enricher = YenteEnricher(dataset, Forgetful(), config)


def found(name):
    data = {"id": "asked-1", "schema": "Company", "properties": {"name": [name], "country": ["bz"]}}
    return [match.id for match in enricher.match(StatementEntity.from_data(dataset, data))]


assert found("Quibbleton Rotor Works") == ["sample.s-1"], found("Quibbleton Rotor Works")
assert found("Frobisher and Daughters Bakery") == []
print("2 passed, 0 failed")
