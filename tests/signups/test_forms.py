"""What is sent is looked at before it is read."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from signups import kept
from signups.forms import UploadForm
from signups.lines import Total
from signups.releases import Refused


def form(size: int | None = None, **data: str) -> UploadForm:
    file = SimpleUploadedFile("2014-uge-42.csv", b"x")
    if size is not None:
        file.size = size
    return UploadForm(data, {"file": file})


def test_a_file_above_the_limit_is_refused_before_it_is_read(settings):
    too_large = form(settings.IMPORT_MAX_BYTES + 1)
    assert not too_large.is_valid()
    with pytest.raises(Refused) as refusal:
        kept.refuse_size(settings.IMPORT_MAX_BYTES + 1)
    assert too_large.errors["file"] == [str(refusal.value)]
    assert form(settings.IMPORT_MAX_BYTES).is_valid()


def test_the_control_totals_of_the_country_may_be_left_out_all_or_some():
    sent = form()
    assert sent.is_valid()
    assert sent.national_total() is None
    sent = form(national_15_plus="2.496.000", national_exempt="289 000")
    assert sent.is_valid()
    assert sent.national_total() == Total(2_496_000, None, 289_000)


@pytest.mark.parametrize("text", ["-1", "52,6", "mange", "99999999999"])
def test_a_control_total_that_is_no_number_of_people_is_answered_at_its_field(text):
    sent = form(national_15_24=text)
    assert not sent.is_valid()
    assert list(sent.errors) == ["national_15_24"]
    assert sent.has_national
