"""What an OSCAL control mapping must be, of the parts that comity writes, in our own words.

After NIST's OSCAL 1.2.3: which members an object must have and may have, and how values
look. The published schema itself is not kept here: `COMITY_OSCAL_SCHEMA` may name it
(`oscal_complete_schema.json` or `oscal_mapping_schema.json` of a release).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from jsonschema import Draft7Validator, FormatChecker, ValidationError, validators

Shape = dict[str, Any]

_UUID = {
    "type": "string",
    "pattern": r"^[0-9a-f]{8}-[0-9a-f]{4}-[45][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$",
}
_LINE = {"type": "string", "pattern": r"^\S(.*\S)?$"}  # trimmed, one line, not empty
_TEXT = {"type": "string"}
_TITLE = {"type": "string", "pattern": r"^[^\n]+$"}
_TOKEN = {"type": "string", "pattern": r"^(\p{L}|_)(\p{L}|\p{N}|[.\-_])*$"}
_URI = {"type": "string", "pattern": r"^[a-zA-Z][a-zA-Z0-9+\-.]+:.+$"}
_REFERENCE = {"type": "string", "format": "uri-reference", "pattern": r"^\S+$"}
_TIME = {
    "type": "string",
    "pattern": r"^(19|2\d)\d\d-(0[1-9]|1[0-2])-[0-3]\dT[0-2]\d:[0-5]\d:[0-5]\dZ$",
}
_SHARE = {"type": "number", "minimum": 0, "maximum": 1}


def _object(required: Shape, **optional: Any) -> Shape:
    return {
        "type": "object",
        "properties": {**required, **optional},
        "required": sorted(required),
        "additionalProperties": False,
    }


def _some(items: Shape) -> Shape:
    return {"type": "array", "minItems": 1, "items": items}


_PROPS = _some(_object({"name": _TOKEN, "value": _LINE}, ns=_URI))
_ITEM = _object(
    {"type": {"enum": ["control", "statement"]}, "id-ref": _LINE}, props=_PROPS, remarks=_TEXT
)
_RATIONALE = {"enum": ["syntactic", "semantic", "functional"]}
_RESOURCE_REFERENCE = _object({"type": _TOKEN, "href": _REFERENCE}, ns=_URI)
_MAP = _object(
    {
        "uuid": _UUID,
        "relationship": {
            "enum": [
                *("equal-to", "equivalent-to", "subset-of", "superset-of", "intersects-with"),
                "no-relationship",
            ]
        },
        "sources": _some(_ITEM),
        "targets": _some(_ITEM),
    },
    **{
        "matching-rationale": _RATIONALE,
        "confidence-score": _object({"percentage": _SHARE}),
        "props": _PROPS,
        "remarks": _TEXT,
    },
)
_GAPS = _object({"uuid": _UUID, "unmapped-controls": _some(_object({"with-ids": _some(_TOKEN)}))})
_MAPPING = _object(
    {
        "uuid": _UUID,
        "source-resource": _RESOURCE_REFERENCE,
        "target-resource": _RESOURCE_REFERENCE,
        "maps": _some(_MAP),
    },
    **{
        "source-gap-summary": _GAPS,
        "target-gap-summary": _GAPS,
        "coverage": _object({"target-coverage": _SHARE}, **{"generation-method": _LINE}),
    },
)
_METADATA = _object(
    {"title": _TITLE, "last-modified": _TIME, "version": _LINE, "oscal-version": _LINE},
    roles=_some(_object({"id": _TOKEN, "title": _TITLE})),
    parties=_some(
        _object({"uuid": _UUID, "type": {"enum": ["person", "organization"]}}, name=_LINE)
    ),
    remarks=_TEXT,
)
_PROVENANCE = _object(
    {
        "method": {"enum": ["human", "automation", "hybrid"]},
        "matching-rationale": _RATIONALE,
        "status": {"enum": ["complete", "not-complete", "draft", "deprecated", "superseded"]},
        "mapping-description": _TEXT,
    },
    **{
        "responsible-parties": _some(_object({"role-id": _TOKEN, "party-uuids": _some(_UUID)})),
        "remarks": _TEXT,
    },
)
_RLINK = _object({"href": _REFERENCE}, hashes=_some(_object({"algorithm": _LINE, "value": _LINE})))
_RESOURCE = _object({"uuid": _UUID}, title=_TITLE, props=_PROPS, rlinks=_some(_RLINK))
RULES = _object(
    {
        "mapping-collection": _object(
            {
                "uuid": _UUID,
                "metadata": _METADATA,
                "provenance": _PROVENANCE,
                "mappings": _some(_MAPPING),
            },
            **{"back-matter": _object({"resources": _some(_RESOURCE)})},
        )
    }
)


def _pattern(
    validator: Any, pattern: str, value: object, schema: Shape
) -> Iterator[ValidationError]:
    """Patterns with the two classes of Unicode that Python's do not know."""
    known = pattern.replace(r"\p{L}", r"[^\W\d_]").replace(r"\p{N}", r"\d")
    if isinstance(value, str) and not re.search(known, value):
        yield ValidationError(f"{value!r} does not match {pattern!r}")


_Validator = validators.extend(Draft7Validator, {"pattern": _pattern})


def breaches(shape: Shape, schema: Shape) -> list[str]:
    """What of a JSON value a schema does not allow."""
    found = _Validator(schema, format_checker=FormatChecker()).iter_errors(shape)
    return [f"{error.json_path}: {error.message}" for error in found]
