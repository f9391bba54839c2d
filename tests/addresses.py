"""Every address of the site, made from the URL configuration itself, so that a new page is walked
without anybody remembering to add it."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import translation


def patterns(resolver: URLResolver | None = None) -> Iterator[URLPattern]:
    """Every pattern, however deep."""
    for each in (resolver or get_resolver()).url_patterns:
        if isinstance(each, URLResolver):
            yield from patterns(each)
        else:
            yield each


def names_with_parameters(without: Sequence[str] = ()) -> dict[str, frozenset[str]]:
    """The parameters of every named address, those of the named packages (as `admin`) left out."""
    found: dict[str, frozenset[str]] = {}

    def own(each: URLPattern | URLResolver) -> frozenset[str]:
        groups = frozenset(each.pattern.regex.groupindex)
        return frozenset(each.pattern.converters) | groups

    def walk(resolver: URLResolver, namespace: str, outer: frozenset[str]) -> None:
        for each in resolver.url_patterns:
            if isinstance(each, URLResolver):
                inner = f"{namespace}{each.namespace}:" if each.namespace else namespace
                if each.namespace not in without:
                    walk(each, inner, outer | own(each))
            elif each.name:
                found[namespace + each.name] = outer | own(each)

    walk(get_resolver(), "", frozenset())
    return found


def addresses(values: Mapping[str, Sequence[Any]], without: Sequence[str] = ()) -> list[str]:
    """Every address in both languages, with every combination of the given values. KeyError where
    an address has a parameter that the caller has no value for."""
    found: set[str] = set()
    for name, parameters in names_with_parameters(without).items():
        ordered = sorted(parameters)
        for combination in product(*(values[parameter] for parameter in ordered)):
            for language in ("da", "en"):
                with translation.override(language):
                    found.add(reverse(name, kwargs=dict(zip(ordered, combination, strict=True))))
    return sorted(found)
