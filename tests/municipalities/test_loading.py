"""Loading municipalities and population: new, changed, the same; whole or not at all."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from municipalities import loading
from municipalities.loading import Counted, LoadingError
from municipalities.models import Municipality, Population, Region
from tests import denmark

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english():
    """The sentences are told in the language of whoever asks."""
    with translation.override("en"):
        yield


HEADER = "code,name,region_code,region_name\n"
SMALL = HEADER + "101,København,1084,Region Hovedstaden\n851,Aalborg,1081,Region Nordjylland\n"
NEW_YEAR = date(2014, 1, 1)


def run(*arguments: object) -> str:
    out = StringIO()
    call_command(*map(str, arguments), stdout=out)
    return out.getvalue()


def test_the_98_municipalities_and_five_regions_are_loaded_once():
    assert run("load_municipalities") == (
        "Regions: 5 new, 0 changed, 0 the same.\nMunicipalities: 98 new, 0 changed, 0 the same.\n"
    )
    assert run("load_municipalities") == (
        "Regions: 0 new, 0 changed, 5 the same.\nMunicipalities: 0 new, 0 changed, 98 the same.\n"
    )
    assert dict(Municipality.objects.values_list("code", "name")) == dict(denmark.pairs())
    assert Municipality.objects.last() == Municipality.objects.get(name="Aarhus")


def test_a_changed_name_is_changed_and_the_address_stays():
    loading.load_municipalities(content=SMALL.encode())
    renamed = SMALL.replace("851,Aalborg", "851,Ålborg-Nord")
    loaded = loading.load_municipalities(content=renamed.encode("utf-8-sig"))
    assert loaded.municipalities == Counted(new=0, changed=1, same=1)
    assert loaded.regions == Counted(same=2)
    aalborg = Municipality.objects.get(code="851")
    assert (aalborg.name, aalborg.slug, aalborg.sort_key) == (
        "Ålborg-Nord",
        "aalborg",
        "}lborg nord",
    )


def test_a_renamed_region_is_changed():
    loading.load_municipalities(content=SMALL.encode())
    loaded = loading.load_municipalities(content=SMALL.replace("Nordjylland", "Nord").encode())
    assert loaded.regions == Counted(changed=1, same=1)
    assert Region.objects.get(code="1081").name == "Region Nord"


def test_every_fault_of_a_file_is_named_and_nothing_is_stored():
    text = SMALL + "851,Aarhus,1081,Nord\næ1,Æbelø,1081,Region Nordjylland\n5,KØBENHAVN,1084,\n"
    with pytest.raises(LoadingError) as caught:
        loading.load_municipalities(content=text.encode())
    assert caught.value.problems == [
        "Line 4: the code “851” is in line 3 already.",
        "Line 4: region 1081 has another name further up.",
        "Line 5: “æ1” is not a code of one to eight digits or capital letters.",
        "Line 6: a name is missing.",
        "Line 6: the address “koebenhavn” is in line 2 already.",
        "Line 6: region 1084 has another name further up.",
    ]
    assert Municipality.objects.count() == 0


def test_a_name_that_somebody_else_has_is_refused_whole():
    loading.load_municipalities(content=SMALL.encode())
    text = HEADER + "1,Nyby,1,Ny region\n2,Aalborg,1,Ny region\n"
    with pytest.raises(LoadingError, match="does not fit what is stored"):
        loading.load_municipalities(content=text.encode())
    assert Municipality.objects.count() == 2
    assert Region.objects.count() == 2


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"code;name\n1;A\n", "The column region_code is missing."),
        (HEADER.encode(), "The file holds no municipality."),
        (b"\x00\x01", "The file is not text. Save it as CSV and load that."),
        (b"", "The column code is missing."),
    ],
)
def test_what_is_no_list_of_municipalities_is_refused(content, problem):
    with pytest.raises(LoadingError) as caught:
        loading.load_municipalities(content=content)
    assert caught.value.problems[0] == problem


def test_population_is_loaded_counted_and_corrected(tmp_path):
    loading.load_municipalities(content=SMALL.encode())
    file = tmp_path / "folk1a.csv"
    lines = "OMRÅDE;ALDER;TID;INDHOLD\r\n101;15;2014K1;7\r\n101;30;2014K1;5\r\n411;15;2014K1;1\r\n"
    file.write_bytes((lines + "851;24;2014K1;4\r\n").encode("utf-8-sig"))
    assert run("load_population", file, "--as-of", "2014-01-01") == (
        "411 is not a municipality and was passed over.\n"
        "Nobody in the file is of these ages: 16, 17, 18, 19, 20, 21, 22, 23, 25, 26 and 63 more.\n"
        "Population as of 2014-01-01: 2 new, 0 changed, 0 the same.\n"
    )
    file.write_bytes((lines + "851;24;2014K1;6\r\n").encode("cp1252"))
    assert run("load_population", file, "--as-of", "2014-01-01").endswith(
        "0 new, 1 changed, 1 the same.\n"
    )
    stored = Population.objects.values_list(
        "municipality_id", "as_of", "population_15_plus", "population_15_24"
    )
    assert sorted(stored) == [("101", NEW_YEAR, 12, 7), ("851", NEW_YEAR, 6, 6)]


def test_population_before_municipalities_says_what_to_do_first(tmp_path):
    with pytest.raises(LoadingError, match="Run load_municipalities first"):
        loading.load_population(content=b"x", as_of=NEW_YEAR)


def test_faults_are_command_errors_line_by_line(tmp_path):
    loading.load_municipalities(content=SMALL.encode())
    file = tmp_path / "folk1a.csv"
    file.write_text("OMRÅDE;ALDER;TID;INDHOLD\n101;x;2014K1;7\n999;15;2014K1;5\n")
    with pytest.raises(CommandError) as caught:
        run("load_population", file, "--as-of", "2014-01-01")
    assert str(caught.value).splitlines() == [
        "Line 2: “x” is not an age. Fetch FOLK1A with single years of age.",
        "Line 3: the area “999” is not a known municipality.",
    ]
    assert Population.objects.count() == 0


@pytest.mark.parametrize("command", ["load_municipalities", "load_population"])
def test_a_file_that_is_not_there_is_one_clear_sentence(command):
    day = ["--as-of", "2014-01-01"] if command == "load_population" else []
    with pytest.raises(CommandError, match=r"nowhere\.csv cannot be read: No such"):
        run(command, "nowhere.csv", *day)
