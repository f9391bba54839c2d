"""The asset build: small, complete, and without a class that a page still needs."""

import re
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from config import assets

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    target = tmp_path_factory.mktemp("build") / "assets"
    assets.build(target)
    return target


def classes(css):
    """The class names of the selectors, not of what stands in strings or addresses."""
    return set(assets.CLASS.findall(re.sub(r"\{[^{}]*\}", "{}", css)))


def test_rules_are_read_with_strings_blocks_and_statements():
    css = '@charset "utf-8";a[x="}"]{b:c}@media print{d{e:f}g{h:i}}/* { */j{k:"{"}'
    assert list(assets.rules_of(css)) == [
        assets.Rule('@charset "utf-8"', None),
        assets.Rule('a[x="}"]', "b:c"),
        assets.Rule("@media print", "d{e:f}g{h:i}"),
        assets.Rule("j", 'k:"{"'),
    ]


def test_a_style_sheet_that_breaks_off_is_refused():
    with pytest.raises(assets.BuildError, match="ends in the middle of a rule"):
        list(assets.rules_of("a{b:c"))


def test_selectors_are_split_outside_brackets_only():
    assert assets.selectors_of("a,b:is(c,d),e[f='g,h']") == ["a", "b:is(c,d)", "e[f='g,h']"]


def test_what_no_page_uses_goes_and_the_rest_stays_in_order():
    css = (
        "@font-face{src:url(x)}html{a:b}.button,.modal .button{c:d}.modal{e:f}"
        "@media print{.tooltip{g:h}.table{i:j}}@media print{.modal{k:l}}a:not(.modal){m:n}"
    )
    assert assets.trimmed(css) == (
        "html{a:b}.button{c:d}@media print{.table{i:j}}a:not(.modal){m:n}"
    )


def test_the_design_system_sits_in_its_layer(built):
    css = (built / "css" / "dkfds.css").read_text()
    assert [rule.prelude for rule in assets.rules_of(css)] == ["@layer dkfds"]
    assert "@font-face" not in css
    assert "sourceMappingURL" not in css
    assert len(css) < 100_000


def test_every_picture_of_the_style_sheet_is_there(built):
    css = (built / "css" / "dkfds.css").read_text()
    addresses = {address for _, address in assets.ADDRESS.findall(css)}
    assert addresses
    assert {address for address in addresses if not (built / "css" / address).is_file()} == set()


def test_no_template_uses_a_class_of_the_design_system_that_was_left_out(built):
    whole = classes((assets.DKFDS / "css" / "dkfds.min.css").read_text())
    kept = classes((built / "css" / "dkfds.css").read_text())
    ours = set().union(*(classes(path.read_text()) for path in (ROOT / "static").rglob("*.css")))
    used = {
        name
        for template in (ROOT / "templates").rglob("*.html")
        for names in re.findall(r'class="([^"]*)"', template.read_text())
        for name in re.sub(r"{[{%].*?[%}]}", " ", names).split()
    }
    assert (used & whole) - kept - ours == set()


@pytest.mark.parametrize("weight", assets.WEIGHTS)
def test_a_font_has_what_danish_needs_is_small_and_bears_a_name_of_its_own(built, weight):
    file = built / "fonts" / f"IBMPlexSans-{weight}.woff2"
    assert file.stat().st_size < 25_000
    with TTFont(file) as font:
        assert {ord(letter) for letter in "æøåÆØÅéü0123456789 –−’»«→↑↓½§€\u00ad"} <= set(
            font.getBestCmap()
        )
        shown = [str(name) for name in font["name"].names if name.nameID in {1, 4, 6}]
        assert [name for name in shown if "Plex" in name] == []
    assert "SIL OPEN FONT LICENSE" in (built / "fonts" / "LICENSE.txt").read_text()


def test_the_chart_library_is_the_basic_one(built):
    assert (built / "vendor" / "plotly-basic.min.js").read_bytes() == assets.PLOTLY.read_bytes()


def test_a_second_build_replaces_the_first_and_leaves_nothing_beside_it(built):
    (built / "stray").write_text("from an earlier version")
    assets.build(built)
    assert not (built / "stray").exists()
    assert [path.name for path in built.parent.iterdir()] == ["assets"]
