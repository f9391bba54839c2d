"""The API's description for people, made from its OpenAPI document: addresses, parameters, shapes,
and answers as they are today.

The document is in English; what a person reads here is in the language of the page.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from ninja import Schema

from competition import answers, winners
from competition.views.opening import Opening

FAVOURITE = "851"
"""The municipality of the examples, where it is known."""
_NAME_OF_SHAPE = re.compile(r"#/components/schemas/(\w+)")
_CODE = re.compile(r"`([^`]+)`")


def build(document: Mapping[str, Any], opening: Opening, host: str) -> dict[str, Any]:
    """What the page of the API is handed; `host` is how examples begin, as `https://example.dk`."""
    described = document["components"]["schemas"]
    answers = _answers(opening)
    return {
        "description": _(document["info"]["description"]),
        "operations": [
            _operation(path, operation, opening, host, answers)
            for path, methods in document["paths"].items()
            for operation in methods.values()
        ],
        "shapes": [
            _shape(name, shape) for name, shape in described.items() if "properties" in shape
        ],
    }


def _operation(
    path: str,
    operation: Mapping[str, Any],
    opening: Opening,
    host: str,
    answers: Mapping[str, object],
) -> dict[str, Any]:
    answer = operation["responses"][200]["content"]["application/json"]["schema"]
    address = path.format(
        slug=opening.competition.slug,
        category=opening.competition.main_category.slug,
        code=_code_of_examples(opening),
    )
    example = answers.get(path.rpartition("{slug}")[2])
    return {
        "id": operation["operationId"].rpartition("_")[2],
        "path": _breakable(path),
        "method": "GET",
        "address": address,
        # There is nothing to open before the announcement.
        "waits": path.endswith("/result-record") and not opening.visibility.is_announced,
        "request": f"curl {host}{address}",
        "summary": _(operation["summary"]),
        "parameters": [
            {
                "name": parameter["name"],
                "required": parameter["required"],
                "description": marked(_(parameter["description"])),
            }
            for parameter in operation["parameters"]
        ],
        "shape": next(iter(_shapes_in(answer)), None),
        "many": answer.get("type") == "array",
        "answer": json.dumps(_shortened(example), indent=2, ensure_ascii=False) if example else "",
    }


def _shape(name: str, shape: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": name,
        "fields": [
            {
                "name": key,
                "description": marked(_(field["description"])),
                "kind": _kind(field),
                "parts": _shapes_in(field),
            }
            for key, field in shape["properties"].items()
        ],
    }


def _answers(opening: Opening) -> dict[str, object]:
    """What each address answers by now, by the part of its path after the competition; an address
    that has nothing to answer yet is not there.
    """
    race, visibility = opening.race, opening.visibility
    found: dict[str, Schema | list[Any]] = {
        "/api/v1/competitions/": [answers.competition(opening.competition)],
        "/": answers.competition_detail(
            race, stands_still=visibility.holds_back, announced=visibility.is_announced
        ),
        "/releases/": [answers.release(race, visibility, one) for one in race.releases[-1:]],
    }
    entrant = race.by_code.get(_code_of_examples(opening))
    if entrant is not None:
        portrait = answers.municipality(race, entrant)
        newest = portrait.weeks[-1:]
        found["/municipalities/{code}/"] = portrait.model_copy(update={"weeks": newest})
    found["/winners/"] = winners.build(race, visibility)
    if race.current is not None:
        found["/figures"] = answers.figures(race, race.current)
    if race.ranked_releases:
        newest_ranked = race.ranked_releases[-1]
        found["/standings/{category}"] = answers.table(
            race, race.competition.main_category, newest_ranked, None
        )
        found["/regional-leaders"] = answers.regional_leads(race, newest_ranked)
    told = {path: _plain(answer) for path, answer in found.items()}
    record = visibility.record()
    return told | ({"/result-record": json.loads(record.document)} if record else {})


def _code_of_examples(opening: Opening) -> str:
    race = opening.race
    if FAVOURITE in race.by_code or not race.entrants:
        return FAVOURITE
    return race.entrants[0].code


def _plain(answer: Schema | list[Any]) -> object:
    if isinstance(answer, list):
        return [_plain(one) for one in answer]
    return answer.model_dump(mode="json")


def _shortened(answer: object) -> object:
    """The answer with the first element of every list."""
    if isinstance(answer, dict):
        return {key: _shortened(value) for key, value in answer.items()}
    if isinstance(answer, list):
        return [_shortened(value) for value in answer[:1]]
    return answer


def _shapes_in(schema: Mapping[str, Any]) -> list[str]:
    """The names of the shapes that a part of the document refers to."""
    return list(dict.fromkeys(_NAME_OF_SHAPE.findall(str(schema))))


def _kind(field: Mapping[str, Any]) -> str:
    """The JSON type of a field that is no shape: `integer`, `string, null`."""
    kinds = [one.get("format") or one.get("type") for one in field.get("anyOf", [field])]
    return ", ".join(kind for kind in kinds if kind not in {None, "array", "object"})


def marked(text: str) -> SafeString:
    """Text for the page, with what stands between backticks as code."""
    # Escaped before anything is added to it.
    return mark_safe(_CODE.sub(r"<code>\1</code>", escape(text)))  # noqa: S308


def _breakable(path: str) -> SafeString:
    """An address that a narrow screen may break after each part."""
    parts = ((part,) for part in path.strip("/").split("/"))
    end = "/" if path.endswith("/") else ""
    return format_html("/{}{}", format_html_join(mark_safe("/<wbr>"), "{}", parts), end)
