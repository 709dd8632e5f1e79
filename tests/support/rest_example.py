"""A small service model of rest-json with every kind of shape in every place: more than Access Analyzer uses."""

from __future__ import annotations

from typing import Any, Final

_MEMBERS: Final[dict[str, Any]] = {
    "name": {"shape": "Text", "location": "uri", "locationName": "name"},
    "part": {"shape": "Count", "location": "uri", "locationName": "partNumber"},
    "flag": {"shape": "Flag", "location": "querystring", "locationName": "isOn"},
    "limit": {"shape": "Count", "location": "querystring", "locationName": "limit"},
    "keys": {"shape": "Texts", "location": "querystring", "locationName": "key"},
    "mode": {"shape": "Text", "location": "header", "locationName": "x-amz-mode"},
    "level": {"shape": "Count", "location": "header", "locationName": "X-Amz-Level"},
    "text": {"shape": "Text"},
    "renamed": {"shape": "Text", "locationName": "other"},
    "count": {"shape": "Count"},
    "truth": {"shape": "Flag"},
    "when": {"shape": "When"},
    "stamp": {"shape": "Stamp"},
    "data": {"shape": "Data"},
    "secret": {"shape": "Secret"},
    "texts": {"shape": "Texts"},
    "counts": {"shape": "Counts"},
    "pairs": {"shape": "Pairs"},
    "inner": {"shape": "Inner"},
    "inners": {"shape": "Inners"},
    "choice": {"shape": "Choice"},
}

_ANSWERED: Final = {name: reference for name, reference in _MEMBERS.items() if name not in {"name", "part", "flag"}} | {
    "limit": {"shape": "Count"},
    "keys": {"shape": "Texts"},
    "wait": {"shape": "Count", "location": "header", "locationName": "Retry-After"},
    "on": {"shape": "Flag", "location": "header", "locationName": "x-amz-on"},
}

MODEL: Final[dict[str, Any]] = {
    "version": "2.0",
    "metadata": {
        "apiVersion": "2020-01-01",
        "endpointPrefix": "example",
        "protocol": "rest-json",
        "serviceId": "Example",
        "signingName": "example-signing",
    },
    "operations": {
        "Do": {
            "name": "Do",
            "http": {"method": "PUT", "requestUri": "/things/{name}/parts/{partNumber}", "responseCode": 201},
            "input": {"shape": "Everything"},
            "output": {"shape": "Answer"},
        },
        "Rest": {"name": "Rest", "http": {"method": "GET", "requestUri": "/rest"}},
    },
    "shapes": {
        "Everything": {"type": "structure", "required": ["name", "part"], "members": _MEMBERS},
        "Answer": {"type": "structure", "members": _ANSWERED},
        "Inner": {"type": "structure", "required": ["label"], "members": {"label": {"shape": "Text"}}},
        "Choice": {"type": "structure", "members": {"a": {"shape": "Text"}, "b": {"shape": "Inner"}}, "union": True},
        "Text": {"type": "string", "max": 10},
        "Count": {"type": "integer", "min": -5, "max": 5_000},
        "Flag": {"type": "boolean"},
        "When": {"type": "timestamp"},
        "Stamp": {"type": "timestamp", "timestampFormat": "iso8601"},
        "Data": {"type": "blob", "max": 8},
        "Secret": {"type": "string", "min": 3, "pattern": "[a-z]*", "sensitive": True},
        "Texts": {"type": "list", "member": {"shape": "Text"}, "max": 3},
        "Counts": {"type": "list", "member": {"shape": "Count"}},
        "Pairs": {"type": "map", "key": {"shape": "Text"}, "value": {"shape": "Inner"}},
        "Inners": {"type": "list", "member": {"shape": "Inner"}},
    },
}
