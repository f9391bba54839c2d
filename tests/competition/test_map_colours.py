"""The map's six colours in each category, light and dark, as everybody sees them and as those see them
who do not tell red from green: from low to high a step is never mistaken for the next.

The simulation is that of Machado, Oliveira and Fernandes (2009), severity 1, in linear RGB.
"""

import re
from itertools import pairwise
from pathlib import Path

import pytest
from django.conf import settings

SIGHTS = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
}
LEAST = 1.2
COLOUR = re.compile(r"--map-([1-6]): (#[0-9a-f]{6})")


def ramps() -> list[list[str]]:
    """Every run of six colours in the style sheets."""
    css = Path(settings.BASE_DIR / "static/css")
    text = (css / "site.css").read_text() + (css / "maps.css").read_text()
    found = COLOUR.findall(text)
    assert [number for number, _ in found] == [*"123456"] * 6
    colours = [colour for _, colour in found]
    return [colours[n : n + 6] for n in range(0, len(colours), 6)]


def luminance(colour: str, sight: str) -> float:
    linear = []
    for n in (1, 3, 5):
        part = int(colour[n : n + 2], 16) / 255
        linear.append(part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4)
    seen = [
        min(max(sum(a * b for a, b in zip(row, linear, strict=True)), 0), 1)
        for row in SIGHTS[sight]
    ]
    return 0.2126 * seen[0] + 0.7152 * seen[1] + 0.0722 * seen[2]


@pytest.mark.parametrize("sight", SIGHTS)
def test_each_step_is_told_from_the_next_by_its_lightness_alone(sight):
    for ramp in ramps():
        lights = [luminance(colour, sight) for colour in ramp]
        assert lights in (sorted(lights), sorted(lights, reverse=True))
        for one, other in pairwise(lights):
            assert (max(one, other) + 0.05) / (min(one, other) + 0.05) >= LEAST
