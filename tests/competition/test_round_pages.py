"""The round through the organiser's pages: what each role may, bad input, paper, calendar and files."""

import re
from datetime import date
from io import BytesIO

import openpyxl
import pytest
from django.core import mail
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from icalendar import Calendar
from pypdf import PdfReader

from competition import invitations, rounds, tasks
from competition.models import Addressee, Answer, Invitation, Meeting, Participation, Round
from municipalities.models import Municipality
from tests import factories
from tests.competition.a_round import (
    ANSWER,
    NOW,
    begin,
    invitation,
    link,
    meeting,
)
from tests.factories import at, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nobody_has_guessed(db):
    """What another test's browser asked for stands in the database's cache, and is counted."""
    cache.clear()


@pytest.fixture
def the_round(monkeypatch):
    return begin(monkeypatch)


@pytest.fixture
def editor(the_round):
    return signed_in(factories.editor())


def every_page(code="aarhus") -> list[str]:
    pages = ("round", "round_letter", "round_letters_pdf", "round_recipients", "round_meetings")
    more = ("round_send", "round_remind", "round_confirm")
    ours = ("round_letter_pdf", "round_recipient", "round_municipality", "round_answer_for")
    return [
        *[reverse(name, args=["2014"]) for name in (*pages, *more)],
        *[reverse(name, args=["2014", code]) for name in ours],
        *[reverse("round_export", args=["2014", kind]) for kind in ("csv", "xlsx")],
    ]


def test_every_page_is_the_organisers_alone(the_round):
    meeting()
    assert [signed_in(factories.editor()).get(a).status_code for a in every_page()] == [200] * 14
    assert [signed_in(factories.approver()).get(a).status_code for a in every_page()] == [200] * 14
    staff = signed_in(factories.staff(Municipality.objects.get(code="751")))
    assert [staff.get(address).status_code for address in every_page()] == [403] * 14
    assert [Client().get(address).status_code for address in every_page()] == [302] * 14
    assert signed_in(factories.editor()).get("/min-kommune/deltagelse/").status_code == 403


def test_a_round_begins_by_a_button_and_not_by_looking(db):
    factories.the_clock_shows(NOW)
    factories.municipality("Aarhus", code="751")
    factories.competition(enrolment_deadline=date(2014, 9, 8))
    client = signed_in(factories.editor())
    assert client.get("/kl/runde/").headers["Location"] == "/kl/runde/2014/"
    assert "Begynd rundskrivelsen" in client.get("/kl/runde/2014/").content.decode()
    assert client.get("/kl/runde/2014/brev/").status_code == 404
    assert client.get("/kl/runde/1999/").status_code == 404
    assert Round.objects.count() == 0
    assert client.post("/kl/runde/2014/").headers["Location"] == "/kl/runde/2014/brev/"
    assert Round.objects.get().begun_by == factories.editor()


def test_the_letter_is_written_previewed_and_refused_with_unknown_place_holders(editor, the_round):
    fields = {
        name: getattr(the_round, name)
        for name in (
            "letter_day",
            "subject",
            "reminder_subject",
            "reminder_body",
            "signed_by",
            "email",
        )
    } | {"phone": "", "body": "Hej [modtagere] i [kommune]. Svar på [link] inden [frist]. [møder]"}
    fields["seen"] = rounds.letter_key(the_round)
    page = editor.post("/kl/runde/2014/brev/", fields | {"body": "Hej [navn], [link]"})
    assert page.status_code == 422
    assert "[navn] er ikke et flettefelt." in page.content.decode()
    assert "Hej [navn], [link]</textarea>" in page.content.decode()
    assert editor.post("/kl/runde/2014/brev/", fields | {"body": "Hej"}).status_code == 422
    assert editor.post("/kl/runde/2014/brev/", fields).status_code == 302
    seen = editor.get("/kl/runde/2014/brev/?kommune=koebenhavn").content.decode()
    assert "Hej overborgmester og administrerende direktør i Københavns Kommune." in seen
    assert "Svar mangler fra" in editor.get("/kl/runde/2014/brev/?paamindelse=1").content.decode()


def test_two_who_write_the_letter_at_once_see_each_others_words(editor, the_round):
    address = "/kl/runde/2014/brev/"
    opened = [editor.get(address).context for _person in range(2)]
    fields = {name: getattr(the_round, name) for name in rounds.LETTER_FIELDS}
    mine, yours = [
        fields | {"seen": page["seen"], "body": f"{who} skriver: [link]"}
        for who, page in zip(("Anna", "Bo"), opened, strict=True)
    ]
    assert editor.post(address, mine).status_code == 302
    answered = editor.post(address, yours)
    assert answered.status_code == 422
    assert "Nogen har ændret brevet, siden du åbnede det." in answered.text
    assert "Bo skriver: [link]</textarea>" in answered.text
    assert "Anna skriver:" in answered.text
    the_round.refresh_from_db()
    assert the_round.body == "Anna skriver: [link]"
    assert editor.post(address, yours | {"seen": answered.context["seen"]}).status_code == 302
    the_round.refresh_from_db()
    assert the_round.body == "Bo skriver: [link]"


def test_all_letters_are_one_pdf_of_98_pages_each_to_its_own(db):
    factories.the_clock_shows(NOW)
    factories.denmark()
    race = Participation.objects.first().competition
    race.enrolment_deadline = date(2014, 9, 8)
    race.save()
    rounds.begin(race, by=factories.editor(), now=NOW)
    response = signed_in(factories.editor()).get("/kl/runde/2014/breve.pdf")
    pages = PdfReader(BytesIO(response.content)).pages
    assert len(pages) == 98
    texts = [" ".join(page.extract_text().split()) for page in pages]
    keys = {one.municipality.name: invitations.key(one) for one in _invited()}
    assert [sum(key in text for key in keys.values()) for text in texts] == [1] * 98
    assert keys["Ærø"] in next(text for text in texts if "Ærø Kommune Borgmester" in text)
    assert "Kære borgmester og kommunaldirektør" in texts[0]
    assert "1. september 2014" in texts[0]
    one = PdfReader(
        BytesIO(signed_in(factories.editor()).get("/kl/runde/2014/brev/aeroe.pdf").content)
    )
    assert len(one.pages) == 1
    assert one.metadata.title == "Invitation til konkurrencen Danmarks mest digitale kommune 2014"
    assert one.trailer["/Root"]["/Lang"] == "da"


def _invited():
    return Invitation.objects.select_related("municipality")


def test_what_a_person_writes_is_never_read_as_typst(editor, the_round):
    Addressee.objects.create(
        municipality_id="751", mayor_name='#panic("x") $ \\ *Anna* <b> @fig', email="a@b.dk"
    )
    content = editor.get("/kl/runde/2014/brev/aarhus.pdf").content
    text = " ".join(PdfReader(BytesIO(content)).pages[0].extract_text().split())
    assert 'Borgmester #panic("x") $ \\ *Anna* <b> @fig' in text


def test_the_calendar_file_is_read_again_by_the_library(editor, the_round):
    made = meeting(link="https://moede.example/a?b=c&d")
    address = reverse("answer_ics", args=[invitations.key(invitation()), made.pk])
    event = Calendar.from_ical(Client().get(address).content).walk("VEVENT")[0]
    uid = str(event["uid"])
    assert event.decoded("dtstart") == made.starts_at
    assert event.decoded("dtend") == made.ends_at
    assert str(event["summary"]) == "Møde, æøå; om Digital Post"
    assert (int(event["sequence"]), str(event["status"])) == (0, "CONFIRMED")
    fields = {
        "title": made.title, "starts_at": "2014-09-04T10:00", "ends_at": "2014-09-04T11:00",
        "place": "Rådhuset", "link": "",
    }  # fmt: skip
    editor.post(f"/kl/runde/2014/moeder/{made.pk}/", fields)
    editor.post(f"/kl/runde/2014/moeder/{made.pk}/", {"cancel": "1"})
    event = Calendar.from_ical(Client().get(address).content).walk("VEVENT")[0]
    assert event.decoded("dtstart") == at(2014, 9, 4, 10)
    assert (str(event["uid"]), int(event["sequence"]), str(event["status"])) == (
        uid,
        2,
        "CANCELLED",
    )


def test_a_meeting_says_what_is_wrong_with_it(editor):
    for fields, sentence in (
        ({"ends_at": "2014-09-04T09:00"}, "Mødet skal slutte, efter at det er begyndt."),
        ({"place": ""}, "Skriv et sted eller et link til at deltage på afstand."),
        ({"starts_at": "i morgen"}, "Skriv dag og tidspunkt som 25.08.2014 10:00."),
        ({"link": "moede"}, "Skriv en hel adresse"),
    ):
        known = {
            "title": "Vigtigt møde", "starts_at": "2014-09-04T10:00",
            "ends_at": "2014-09-04T11:00", "place": "Aarhus", "link": "",
        }  # fmt: skip
        response = editor.post("/kl/runde/2014/moeder/", known | fields)
        assert response.status_code == 422
        assert sentence in response.content.decode()
        assert "Vigtigt møde" in response.content.decode()
    assert Meeting.objects.count() == 0


def test_an_answer_by_telephone_is_marked_and_a_late_one_refused(editor):
    address = reverse("round_answer_for", args=["2014", "aarhus"])
    assert editor.post(address, ANSWER).status_code == 302
    one = Answer.objects.get()
    assert (one.via, one.by) == ("organiser", factories.editor())
    assert "Indtastet af arrangøren" in editor.get("/kl/runde/2014/").content.decode()
    factories.the_clock_shows(at(2014, 9, 9))
    late = editor.post(address, ANSWER)
    assert late.status_code == 422
    assert "Fristen er udløbet" in late.content.decode()


def test_the_glance_counts_and_filters(editor):
    Client().post(link("751"), ANSWER)
    Client().post(link("851"), ANSWER | {"takes_part": "no"})
    for query, names in (
        ("", {"Aarhus", "Aalborg", "København"}),
        ("?svar=ja", {"Aarhus"}),
        ("?svar=nej", {"Aalborg"}),
        ("?svar=mangler", {"København"}),
        ("?region=region-nordjylland&svar=ja", {"Aarhus"}),
        ("?region=nej", set()),
    ):
        page = editor.get("/kl/runde/2014/" + query).content.decode()
        rows = page.split('<section class="wrap desk-part"')[1]
        assert {
            name for name in ("Aarhus", "Aalborg", "København") if f">{name}</a>" in rows
        } == names


def test_the_glance_costs_as_many_queries_for_98_as_for_3(
    editor, the_round, django_assert_max_num_queries
):
    with django_assert_max_num_queries(24):
        editor.get("/kl/runde/2014/")


def test_the_exports_hold_every_municipality_and_no_formula(editor):
    Client().post(link(), ANSWER | {"remarks": '=HYPERLINK("x")', "c0-name": "+Anna\x0b"})
    text = editor.get("/kl/runde/2014/svar.csv").content.decode("utf-8-sig")
    assert len(text.splitlines()) == 4
    assert "'=HYPERLINK" in text
    book = openpyxl.load_workbook(BytesIO(editor.get("/kl/runde/2014/svar.xlsx").content))
    cells = [cell for row in book.active.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "inlineStr"}
    assert '\'=HYPERLINK("x")' in [cell.value for cell in cells]


def test_a_list_of_addressees_is_kept_or_every_problem_told(editor):
    good = SimpleUploadedFile("l.csv", b"kode;e-mail\n0751;post@aarhus.example\n")
    assert editor.post("/kl/runde/2014/modtagere/", {"file": good}).status_code == 302
    assert Addressee.objects.get().email == "post@aarhus.example"
    bad = SimpleUploadedFile("l.csv", b"kommune;e-mail\nAndeby;x\nAarhus;y\n")
    page = editor.post("/kl/runde/2014/modtagere/", {"file": bad})
    assert page.status_code == 422
    assert "Linje 2: »Andeby« er ikke en kommune, vi kender." in page.content.decode()
    assert "Linje 3: »y« er ikke en e-mailadresse." in page.content.decode()
    assert editor.post("/kl/runde/2014/modtagere/", {}).status_code == 422


def test_reminders_are_previewed_set_sent_once_and_taken_back(editor):
    page = editor.get("/kl/runde/2014/paamind/").content.decode()
    assert "3 kommuner har ikke svaret" in page
    assert "Svar mangler fra Albertslund" not in page
    assert editor.post("/kl/runde/2014/paamind/", {"day": "2014-09-05"}).status_code == 302
    assert editor.post("/kl/runde/2014/paamind/", {"day": "i morgen"}).status_code == 422
    editor.post("/kl/runde/2014/paamind/", {"now": "1"})
    editor.post("/kl/runde/2014/paamind/", {"now": "1"})
    the_round = Round.objects.get()
    assert [(r.day, r.made_at is not None) for r in the_round.reminders.all()] == [
        (date(2014, 9, 1), True),
        (date(2014, 9, 5), False),
    ]
    pk = the_round.reminders.get(made_at=None).pk
    editor.post(reverse("round_unremind", args=["2014", pk]))
    assert the_round.reminders.count() == 1


def test_the_desk_asks_for_the_last_confirmation_and_the_public_sees_the_confirmed_alone(editor):
    Client().post(link(), ANSWER)
    assert Participation.objects.count() == 0
    assert "Tilmeldingsfristen er udløbet." not in editor.get("/kl/").content.decode()
    factories.the_clock_shows(at(2014, 9, 9, 9))
    assert "Tilmeldingsfristen er udløbet." in editor.get("/kl/").content.decode()
    page = editor.get("/kl/runde/2014/deltagere/").content.decode()
    assert "Den sidste bekræftelse" in page
    seen = re.search(r'name="seen" value="(\w+)"', page)[1]
    editor.post("/kl/runde/2014/deltagere/", {"seen": "andet"})
    assert Participation.objects.count() == 0
    editor.post("/kl/runde/2014/deltagere/", {"seen": seen})
    assert [one.municipality_id for one in Participation.objects.all()] == ["751"]
    assert "Deltagerne ligger fast" in editor.get("/kl/runde/2014/deltagere/").content.decode()
    assert "Tilmeldingsfristen er udløbet." not in editor.get("/kl/").content.decode()


def test_a_link_is_renewed_withdrawn_and_sent_again_by_the_organiser(editor):
    Addressee.objects.create(municipality_id="751", email="post@aarhus.example")
    first = link()
    editor.post(reverse("round_link", args=["2014", "aarhus"]), {"act": "renew"})
    assert Client().get(first).status_code == 404
    editor.post(reverse("round_send_again", args=["2014", "aarhus"]))
    tasks.send_round()
    assert link() in mail.outbox[0].body
    editor.post(reverse("round_link", args=["2014", "aarhus"]), {"act": "withdraw"})
    assert Client().get(link()).status_code == 404
