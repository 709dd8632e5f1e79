"""A small service model with every kind of shape in every place, flattened and renamed: more than IAM and STS use."""

from __future__ import annotations

from typing import Any, Final

_MEMBERS: Final[dict[str, Any]] = {
    "Text": {"shape": "Text"},
    "Renamed": {"shape": "Text", "locationName": "Other"},
    "Count": {"shape": "Count"},
    "Flag": {"shape": "Flag"},
    "When": {"shape": "When"},
    "Data": {"shape": "Data"},
    "Secret": {"shape": "Secret"},
    "Names": {"shape": "Names"},
    "NamedItems": {"shape": "NamedItems"},
    "Flat": {"shape": "Flat"},
    "FlatRenamed": {"shape": "FlatRenamed"},
    "Pairs": {"shape": "Pairs"},
    "FlatPairs": {"shape": "FlatPairs"},
    "Inner": {"shape": "Inner"},
    "Inners": {"shape": "Inners"},
}

MODEL: Final[dict[str, Any]] = {
    "version": "2.0",
    "metadata": {
        "apiVersion": "2020-01-01",
        "endpointPrefix": "example",
        "protocol": "query",
        "serviceId": "Example",
        "xmlNamespace": "https://example.com/doc/2020-01-01/",
    },
    "operations": {
        "Do": {
            "name": "Do",
            "http": {"method": "POST", "requestUri": "/"},
            "input": {"shape": "Everything"},
            "output": {"shape": "Everything", "resultWrapper": "DoResult"},
            "errors": [{"shape": "Full"}, {"shape": "Nameless"}],
        },
    },
    "shapes": {
        "Everything": {"type": "structure", "members": _MEMBERS},
        "Inner": {"type": "structure", "required": ["Name"], "members": {"Name": {"shape": "Text"}}},
        "Text": {"type": "string", "max": 10},
        "Count": {"type": "integer", "min": -5, "max": 5_000},
        "Flag": {"type": "boolean"},
        "When": {"type": "timestamp"},
        "Data": {"type": "blob", "max": 8},
        "Secret": {"type": "string", "min": 3, "pattern": "[a-z]*", "sensitive": True},
        "Names": {"type": "list", "member": {"shape": "Text"}, "max": 3},
        "NamedItems": {"type": "list", "member": {"shape": "Text", "locationName": "item"}},
        "Flat": {"type": "list", "member": {"shape": "Count"}, "flattened": True},
        "FlatRenamed": {"type": "list", "member": {"shape": "Text", "locationName": "Piece"}, "flattened": True},
        "Pairs": {"type": "map", "key": {"shape": "Text"}, "value": {"shape": "Count"}},
        "FlatPairs": {
            "type": "map",
            "key": {"shape": "Text", "locationName": "K"},
            "value": {"shape": "Inner", "locationName": "V"},
            "flattened": True,
        },
        "Inners": {"type": "list", "member": {"shape": "Inner"}},
        "Full": {
            "type": "structure",
            "members": {},
            "error": {"code": "IsFull", "httpStatusCode": 507},
            "exception": True,
        },
        "Nameless": {"type": "structure", "members": {}, "exception": True},
    },
}
