"""What the stage draws."""

from collections.abc import Mapping

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def outline(outlines: Mapping[str, str], code: str) -> SafeString:
    """A municipality's outline on the map; nothing for one that the map does not know."""
    path = outlines.get(code)
    return format_html('<path class="sil-own" d="{}"/>', path) if path else SafeString("")
