"""The API's description for people, made from its OpenAPI document: addresses, parameters, shapes.

The document is in English; what a person reads here is in the language of the page.
"""

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

_NAME_OF_SHAPE = re.compile(r"#/components/schemas/(\w+)")
EXAMPLES = {"slug": "2014", "category": "mest-digitale", "code": "851"}


def build(document: Mapping[str, Any]) -> dict[str, Any]:
    """What the page of the API is handed."""
    return {
        "description": _(document["info"]["description"]),
        "operations": [
            _operation(path, operation)
            for path, methods in document["paths"].items()
            for operation in methods.values()
        ],
        "shapes": [
            _shape(name, shape)
            for name, shape in document["components"]["schemas"].items()
            if "properties" in shape
        ],
    }


def _operation(path: str, operation: Mapping[str, Any]) -> dict[str, Any]:
    answer = operation["responses"][200]["content"]["application/json"]["schema"]
    return {
        "path": path,
        "example": path.format(**EXAMPLES),
        "summary": _(operation["summary"]),
        "parameters": [
            {
                "name": parameter["name"],
                "required": parameter["required"],
                "description": _(parameter["description"]),
            }
            for parameter in operation["parameters"]
        ],
        "answer": next(iter(_shapes_in(answer)), None),
        "many": answer.get("type") == "array",
    }


def _shape(name: str, shape: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": name,
        "fields": [
            {"name": key, "description": _(field["description"]), "parts": _shapes_in(field)}
            for key, field in shape["properties"].items()
        ],
    }


def _shapes_in(schema: Mapping[str, Any]) -> list[str]:
    """The names of the shapes that a part of the document refers to."""
    return _NAME_OF_SHAPE.findall(str(schema))
