"""The round through its pages: what each role may, bad input, tokens, paper, calendar and files."""

import re
from datetime import date, timedelta
from io import BytesIO

import openpyxl
import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from icalendar import Calendar
from pypdf import PdfReader

from competition import demo_round, invitations, limits, round_answers, rounds, tasks
from competition.models import Addressee, Answer, Invitation, Meeting, Participation, Round
from competition.round_answers import Person, Said
from municipalities.models import Municipality
from tests import factories
from tests.factories import at

pytestmark = pytest.mark.django_db
NOW = at(2014, 9, 1, 12)
ANSWER = {
    "rows": "1",
    "main": "1",
    "takes_part": "yes",
    "c0-name": "Anna Holm",
    "c0-title": "Konsulent",
    "c0-email": "anna@aarhus.example",
    "c0-phone": "12 34 56 78",
    "remarks": "Tak.",
    "meeting": "",
    "attending": "",
}
FORBIDDEN = ("anna@", "Anna Holm", "12 34 56 78")


@pytest.fixture
def the_round(monkeypatch):
    monkeypatch.setattr(tasks.send_round, "delay", lambda: None)
    monkeypatch.setattr(limits, "_WINDOW", 1)
    factories.the_clock_shows(NOW)
    for code, name in (("751", "Aarhus"), ("851", "Aalborg"), ("101", "København")):
        factories.municipality(name, code=code)
    race = factories.competition(enrolment_deadline=date(2014, 9, 8))
    return rounds.begin(race, by=factories.editor(), now=NOW)


@pytest.fixture
def editor(the_round):
    return signed_in(factories.editor())


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def invitation(code="751") -> Invitation:
    return Invitation.objects.select_related("municipality", "round").get(municipality=code)


def link(code="751") -> str:
    return reverse("answer", args=[invitations.key(invitation(code))])


def meeting(**fields) -> Meeting:
    known = {
        "round": Round.objects.get(),
        "title": "Møde, æøå; om Digital Post",
        "starts_at": at(2014, 9, 3, 10),
        "ends_at": at(2014, 9, 3, 11, 30),
        "place": "Rådhuset",
        "changed_at": NOW,
    }
    return Meeting.objects.create(**known | fields)


# --- the municipality -----------------------------------------------------------------------------
def test_an_answer_by_the_link_needs_no_login_and_no_cookie_and_ends_at_its_receipt(the_round):
    client = Client(enforce_csrf_checks=True)
    response = client.post(link(), ANSWER)
    assert response.headers["Location"] == link() + "kvittering/1/"
    page = client.get(response.headers["Location"])
    assert "Kvittering 2014-751-1" in page.content.decode()
    assert "Anna Holm" in page.content.decode()
    one = Answer.objects.get()
    assert (one.via, one.by, one.takes_part, one.remarks) == ("link", None, True, "Tak.")
    assert [(c.name, c.is_main) for c in one.contacts.all()] == [("Anna Holm", True)]
    assert not client.cookies


def test_the_pages_by_the_link_are_kept_from_caches_machines_and_referrers(the_round):
    for address in (link(), link() + "kvittering/9/", "/svar/x/"):
        headers = Client().get(address).headers
        if "kvittering" not in address:
            assert headers["Referrer-Policy"] == "no-referrer"
            assert headers["X-Robots-Tag"] == "noindex, nofollow"
        assert headers["Cache-Control"] == "private, no-store"
    assert 'content="noindex, nofollow"' in Client().get(link()).content.decode()
    assert "Disallow: /svar/" in Client().get("/robots.txt").content.decode()


def test_a_changed_answer_is_the_next_version_and_the_old_receipt_says_so(the_round):
    client = Client()
    client.post(link(), ANSWER)
    assert 'value="Anna Holm"' in client.get(link()).content.decode()
    client.post(link(), ANSWER | {"takes_part": "no"})
    assert list(Answer.objects.order_by("number").values_list("number", "takes_part")) == [
        (1, True),
        (2, False),
    ]
    assert "Svaret er ændret siden" in client.get(link() + "kvittering/1/").content.decode()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"takes_part": ""}, "Vælg ja eller nej."),
        ({"takes_part": "måske"}, "Vælg ja eller nej."),
        ({"c0-name": ""}, "Skriv personens navn."),
        ({"c0-email": "anna"}, "Skriv en hel e-mailadresse, for eksempel navn@kommune.dk."),
        ({"c0-phone": "ring"}, "Skriv nummeret med cifre, for eksempel 12 34 56 78."),
        ({"meeting": "999"}, "Det møde bliver ikke holdt. Vælg igen."),
        (
            {"c0-name": "", "c0-title": "", "c0-email": "", "c0-phone": ""},
            "Skriv mindst én kontaktperson, så vi ved, hvem vi skal skrive til.",
        ),
        ({"remarks": "x" * 2001}, "2000 tegn"),
        ({"c0-name": "a\0b"}, "Null"),
    ],
)
def test_bad_input_is_answered_with_a_sentence_and_nothing_typed_is_lost(
    the_round, fields, sentence
):
    meeting()
    typed = ANSWER | {"remarks": "Det hele er skrevet."} | fields
    response = Client().post(link(), typed)
    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page
    assert typed["c0-title"] in page
    assert typed["remarks"] in page
    assert Answer.objects.count() == 0


@pytest.mark.parametrize("rows", ["", "-1", "99999", "x", "٣"])
def test_a_strange_number_of_lines_is_no_error(the_round, rows):
    assert Client().post(link(), ANSWER | {"rows": rows}).status_code == 302


def test_a_contact_row_is_added_without_javascript_and_keeps_what_is_typed(the_round):
    typed = ANSWER | {"c0-email": "halvt", "takes_part": "no", "add": "1"}
    response = Client().post(link(), typed)
    page = response.content.decode()
    assert response.status_code == 200
    assert page.count('class="person"') == 2
    assert 'value="halvt"' in page
    assert 'name="rows" value="2"' in page
    assert "field-error" not in page
    assert re.search(r'value="no"[^>]*checked', page)
    assert Answer.objects.count() == 0
    full = Client().post(link(), ANSWER | {"add": "1", "rows": "8"}).content.decode()
    assert full.count('class="person"') == 8
    assert 'name="add"' not in full


def test_the_second_person_can_be_the_main_one_and_an_empty_line_is_nobody(the_round):
    more = {"rows": "3", "main": "3", "c2-name": "Bo", "c2-email": "bo@aarhus.example"}
    Client().post(link(), ANSWER | more)
    people = Answer.objects.get().contacts.order_by("id")
    assert [(one.name, one.is_main) for one in people] == [("Anna Holm", False), ("Bo", True)]


def test_a_meeting_is_signed_up_for_with_names(the_round):
    chosen = meeting()
    refused = Client().post(link(), ANSWER | {"meeting": str(chosen.pk)})
    assert "Skriv, hvem der kommer" in refused.content.decode()
    Client().post(link(), ANSWER | {"meeting": str(chosen.pk), "attending": "Anna og Bo"})
    one = Answer.objects.get()
    assert (one.meeting, one.attending) == (chosen, "Anna og Bo")
    off = meeting(cancelled_at=NOW, title="Aflyst møde")
    assert "Aflyst møde" not in Client().get(link()).content.decode()
    assert Client().post(link(), ANSWER | {"meeting": str(off.pk)}).status_code == 422


def test_after_the_deadline_the_answer_can_be_read_and_says_what_to_do(the_round):
    Client().post(link(), ANSWER)
    factories.the_clock_shows(at(2014, 9, 9))
    page = Client().get(link())
    assert page.status_code == 200
    assert "Svaret kan nu kun læses. Skal noget ændres, så skriv til KL" in page.content.decode()
    assert "Anna Holm" in page.content.decode()
    assert "<form" not in page.content.decode().split("<main")[1].split("</main")[0]
    assert Client().post(link(), ANSWER | {"takes_part": "no"}).status_code == 422
    assert Answer.objects.count() == 1


def test_a_wrong_link_a_renewed_and_a_withdrawn_one_are_answered_the_same(the_round):
    old = link()
    invitations.renew(invitation(), by=factories.editor(), now=NOW)
    renewed = link()
    invitations.withdraw(invitation(), by=factories.editor(), now=NOW)
    aalborg = invitations.key(invitation("851"))
    swapped = f"/svar/{invitation().pk}-{aalborg.partition('-')[2]}/"
    for wrong in (old, renewed, swapped, "/svar/nej/"):
        response = Client().get(wrong)
        assert (response.status_code, "Linket virker ikke" in response.content.decode()) == (
            404,
            True,
        )
        assert Client().post(wrong, ANSWER).status_code == 404
    assert Answer.objects.count() == 0


def test_nobody_may_guess_or_answer_without_end(the_round, monkeypatch):
    monkeypatch.setattr(limits, "_WINDOW", 60)
    here = {"REMOTE_ADDR": "10.1.1.1"}
    wrong = f"/svar/{invitation().pk}-{'a' * 24}/"
    codes = [Client(**here).get(wrong).status_code for _ in range(22)]
    assert codes == [404] * 20 + [429] * 2
    assert Client(**here).get(link()).status_code == 200
    there = {"REMOTE_ADDR": "10.1.1.2"}
    codes = [Client(**there).post(link(), ANSWER).status_code for _ in range(32)]
    assert codes == [302] * 30 + [429] * 2


def test_staff_answer_for_their_own_municipality_and_see_no_other(the_round):
    client = signed_in(factories.staff(Municipality.objects.get(code="751")))
    Client().post(link("851"), ANSWER | {"c0-name": "Asger"})
    page = client.get("/min-kommune/deltagelse/").content.decode()
    assert "Svar fra Aarhus" in page
    assert "Asger" not in page
    assert client.get("/min-kommune/deltagelse/kvittering/1/").status_code == 404
    response = client.post("/min-kommune/deltagelse/", ANSWER)
    assert response.headers["Location"] == "/min-kommune/deltagelse/kvittering/1/"
    one = Answer.objects.get(invitation__municipality="751")
    assert (one.via, one.by.email) == ("staff", "staff@example.dk")
    assert "Anna Holm" in client.get(response.headers["Location"]).content.decode()
    chosen = meeting()
    ics = client.get(reverse("participation_ics", args=[chosen.pk]))
    assert ics.headers["Content-Type"] == "text/calendar; charset=utf-8"


# --- the organiser --------------------------------------------------------------------------------
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
    assert "Linje 2: “Andeby” er ikke en kommune, vi kender." in page.content.decode()
    assert "Linje 3: “y” er ikke en e-mailadresse." in page.content.decode()
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


def test_the_demonstrations_round_fits_its_participants_and_names_nobody(db):
    race = factories.denmark()
    staff = factories.staff(Municipality.objects.get(code="751"))
    demo_round.load(race, by=factories.editor(), staff=staff)
    the_round = Round.objects.get()
    part = set(race.participations.values_list("municipality_id", flat=True))
    said = rounds.answered(the_round, by=rounds.closes_at(race) + timedelta(days=30))
    assert {code for code, yes in said.items() if yes} == part
    assert 0 < 98 - len(said) < 10
    assert rounds.outcome(the_round, at(2014, 10, 18)).joins == []
    assert {one.mayor_name + one.chief_name for one in Addressee.objects.all()} == {""}
    assert all(one.email.endswith(".example") for one in Addressee.objects.all())


def test_no_public_page_tells_of_answers_contacts_or_addresses(the_round):
    race = the_round.competition
    said = Said(takes_part=True, people=[Person("Anna Holm", "", "anna@b.dk", "12 34 56 78", True)])
    round_answers.give(invitation(), said=said, via=Answer.Via.LINK, by=None, now=NOW)
    Addressee.objects.create(municipality_id="751", email="anna@aarhus.example")
    factories.takes_part(race, Municipality.objects.get(code="751"))
    factories.the_clock_shows(at(2014, 10, 18, 10))
    for address in (
        "/", "/2014/kommuner/", "/2014/kommuner/aarhus/", "/2014/rangliste/mest-digitale/", "/data/",
        "/api/v1/competitions/2014/", "/api/v1/competitions/2014/municipalities/751/",
    ):  # fmt: skip
        body = Client().get(address).content.decode()
        assert [word for word in FORBIDDEN if word in body] == []
