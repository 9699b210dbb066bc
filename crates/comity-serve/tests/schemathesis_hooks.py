"""Bodies that are lines or TOML: sent as the text that was generated."""

import json

import schemathesis


@schemathesis.serializer("application/x-ndjson", "text/csv", "application/toml")
def text(ctx, value):
    if isinstance(value, bytes):
        return value
    return (value if isinstance(value, str) else json.dumps(value)).encode("utf-8", "surrogatepass")
