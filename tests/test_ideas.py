"""The pure modules take nothing of Django but lazy translation."""

import ast
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ALLOWED = {
    ("django.utils.functional", "Promise"),
    ("django.utils.translation", "gettext_lazy"),
    ("django.utils.translation", "pgettext_lazy"),
    ("django.utils.translation", "ngettext_lazy"),
}
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"][
    "contracts"
]
IDEAS = next(c["source_modules"] for c in CONTRACTS if c["name"] == "Ideas look at nothing")


@pytest.mark.parametrize("module", IDEAS)
def test_an_idea_takes_only_lazy_translation_from_django(module):
    tree = ast.parse((ROOT / f"{module.replace('.', '/')}.py").read_text())
    taken = {
        (node.module, name.name)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "django"
        for name in node.names
    }
    whole = {
        name.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for name in node.names
        if name.name.split(".")[0] == "django"
    }
    assert taken - ALLOWED == set()
    assert whole == set()
