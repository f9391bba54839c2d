"""What a person looks over: everybody, those with warnings first."""

import pytest

from signups import preview
from signups.imports import Examined
from signups.lines import Row
from signups.parsing import Parsed
from signups.plausibility import Warning as PlausibilityWarning
from tests import factories

pytestmark = pytest.mark.django_db


class Once(list[PlausibilityWarning]):
    """A list that may be gone through once."""

    def __init__(self, *items):
        super().__init__(items)
        self.walks = 0

    def __iter__(self):
        self.walks += 1
        assert self.walks == 1
        return super().__iter__()


def test_warnings_are_counted_in_one_walk_however_many_municipalities_there_are():
    for code in ("101", "461", "751"):
        factories.municipality(code=code)
    warnings = Once(
        PlausibilityWarning("fall", code="751"),
        PlausibilityWarning("fall", code="751", field="exempt_15_plus"),
        PlausibilityWarning("total"),
    )
    parsed = Parsed([Row(2, "751", 5, 1, 1)], None, [], [])
    found = preview.rows(Examined(parsed, warnings, None, {}, {}))
    assert [(row.code, row.warnings) for row in found] == [("751", 2), ("101", 0), ("461", 0)]
