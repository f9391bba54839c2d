"""A municipality sees its own figures, says that one is wrong, and gets its answer."""

import csv
import io

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.urls import reverse

from competition import correcting, letters, report_letters, reports, tasks
from competition.models import Competition, FigureReport, ReportStep
from competition.reports import Said
from competition.visibility import Visibility
from municipalities.models import Municipality
from signups import people
from signups.corrections import Stocks
from signups.models import Change, Correction, Figure, Release, Sighting
from signups.releases import Refused
from signups.weeks import Week
from tests import factories
from tests.corrections import confirm
from tests.factories import at, signed_in

pytestmark = pytest.mark.django_db
NOW = at(2014, 10, 18, 10)
EMBARGO = at(2014, 10, 27, 10)
NEW = "/min-kommune/tal/2014-uge-41/fejl/"
FORM = {
    "registered_15_plus": "5.200",
    "reason": "Vores udtræk siger 5.200",
    "contact_name": "Anna Holm",
    "contact_email": "anna@aarhus.example",
    "contact_phone": "12 34 56 78",
}


@pytest.fixture
def towns(monkeypatch):
    factories.the_clock_shows(NOW)
    monkeypatch.setattr(tasks.tell_report, "delay", tasks.tell_report)
    monkeypatch.setattr(tasks.tell_report_to, "delay", tasks.tell_report_to)
    monkeypatch.setattr(tasks.tell_corrections, "delay", lambda: None)
    made = [
        factories.municipality(name, code=code, region_code="1082", population=(10_000, 2_000))
        for name, code in (("Aarhus", "751"), ("Randers", "730"))
    ]
    factories.competition(participants=made)
    for week, count in {36: 5_000, 40: 5_100, 41: 5_150}.items():
        factories.published_with(dict.fromkeys(made, count), Week(2014, week))
    factories.editor()
    return made


@pytest.fixture
def ours(towns):
    return signed_in(factories.staff(towns[0]))


def reported(town, *, week="2014-W41", now=NOW, **right) -> FigureReport:
    said = Said(right or {"registered_15_plus": 5_200}, "Talt igen", "Anna", "anna@b.example", "")
    release = Release.objects.get(week=week)
    visibility = Visibility(Competition.objects.get(), now)
    return reports.make(
        release, town, visibility, said=said, by=factories.staff(town), now=now
    )  # fmt: skip


def hidden_week(towns) -> None:
    factories.published_with({towns[0]: 6_161, towns[1]: 9_191}, Week(2014, 43))
    factories.the_clock_shows(EMBARGO)


# --- own figures ----------------------------------------------------------------------------------
def test_every_week_stands_with_share_change_and_status(ours):
    page = ours.get("/min-kommune/tal/").text
    assert [word in page for word in ("51,5", "+50", "+0,50 procentpoint", "foreløbig")] == [
        True
    ] * 4
    text = ours.get(reverse("own_figures_file")).getvalue().decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert rows[1] == [
        "2014-W41", "2014-10-10", "5150", "1030", "0", "10000", "51,50", "0,50", "foreløbig", "",
    ]  # fmt: skip


def test_a_correction_stands_at_its_week_with_its_reason(towns, ours):
    factories.corrected("751", "2014-W41", (5_160, 1_030, 0), now=NOW)
    page = ours.get("/min-kommune/tal/").text
    reason = Correction.objects.get().reason
    assert [word in page for word in ('href="#corrections"', reason, "5.160")] == [True] * 3
    assert reason in ours.get(reverse("own_figures_file")).getvalue().decode()


def test_the_embargoed_figure_is_there_and_nothing_of_others_and_it_is_noted_who_saw(towns, ours):
    hidden_week(towns)
    for address in (
        "/min-kommune/tal/",
        "/min-kommune/tal.csv",
        "/min-kommune/tal/2014-uge-43/fejl/",
    ):
        Sighting.objects.all().delete()
        said = ours.get(address).getvalue().decode().replace(".", "")
        assert ("6161" in said, "9191" in said) == (True, False)
        assert list(Sighting.objects.values_list("week", "page")) == [("2014-W43", "dashboard")]
    assert "under embargo" in ours.get("/min-kommune/tal/").text
    assert ours.get("/min-kommune/tal/2014-uge-42/fejl/").status_code == 404


# --- the report -----------------------------------------------------------------------------------
def test_a_report_reaches_the_desk_the_agenda_and_the_editors_once(
    ours, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        response = ours.post(NEW, FORM)
    one = FigureReport.objects.get()
    assert response.headers["Location"] == f"/min-kommune/fejlmeldinger/{one.pk}/"
    assert (one.registered_15_plus, one.registered_15_24, one.was_registered_15_plus) == (
        5_200, None, 5_150,
    )  # fmt: skip
    assert [letter.to for letter in mail.outbox] == [["editor@example.dk"]]
    assert mail.outbox[0].subject == "Aarhus, uge 41: et tal er meldt forkert"
    assert ("5.200" in mail.outbox[0].body, "/kl/fejlmeldinger/" in mail.outbox[0].body) == (
        False,
        True,
    )
    step = one.steps.get()
    assert (tasks.tell_report_to(step.pk, "editor@example.dk"), len(mail.outbox)) == (0, 1)
    desk = signed_in(factories.editor())
    assert "1 melding om et forkert tal venter på svar." in desk.get("/kl/").text
    assert "Aarhus, uge 41" in desk.get("/kl/fejlmeldinger/").text
    assert "12 34 56 78" in desk.get(f"/kl/fejlmeldinger/{one.pk}/").text
    kept = Change.objects.get(table_name="competition_figurereport")
    assert [word in str(kept.new) for word in ("Anna", "12 34 56 78", "5200")] == [
        False, False, True,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"registered_15_plus": ""}, "Skriv det rigtige tal i mindst ét af felterne."),
        ({"registered_15_plus": "5.150"}, "Skriv mindst ét tal, der er et andet"),
        ({"registered_15_plus": "mange"}, "Skriv et helt tal, eller lad feltet stå tomt."),
        ({"registered_15_plus": "-1"}, "Et antal personer kan ikke være under nul."),
        ({"registered_15_plus": "", "registered_15_24": "5.151"}, "Tilmeldte 15-24 kan ikke"),
        ({"reason": " "}, "Skriv, hvor I ved fra"),
        ({"contact_email": "anna"}, "Skriv en hel e-mailadresse"),
        ({"contact_phone": "ring"}, "Skriv nummeret med cifre"),
    ],
)
def test_bad_input_is_answered_with_a_sentence_and_loses_no_typing(ours, fields, sentence):
    response = ours.post(NEW, FORM | fields)
    kept = "Anna Holm" in response.text
    assert (response.status_code, sentence in response.text, kept) == (422, True, True)
    assert FigureReport.objects.count() == 0


def test_two_open_reports_of_the_same_number_are_told_and_the_database_agrees(towns, ours):
    ours.post(NEW, FORM)
    again = ours.post(NEW, FORM | {"registered_15_plus": "5.300"})
    assert "»Tilmeldte 15+« for ugen er allerede meldt forkert" in again.text
    other = ours.post(NEW, FORM | {"registered_15_plus": "", "exempt_15_plus": "7"})
    assert (again.status_code, other.status_code) == (422, 302)
    first = FigureReport.objects.earliest("pk")
    first.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        first.save()


def test_the_organiser_asks_the_municipality_answers_and_it_is_declined(
    towns, ours, django_capture_on_commit_callbacks
):
    one, desk = reported(towns[0]), signed_in(factories.editor())
    page, answers = reverse("report", args=[one.pk]), reverse("own_report_answer", args=[one.pk])
    assert "Ingen venter på svar" in ours.post(answers, {"note": "Hallo?"}).text
    assert desk.post(page, {"note": " ", "act": "ask"}).status_code == 422
    with django_capture_on_commit_callbacks(execute=True):
        desk.post(page, {"note": "Hvilken dag?", "act": "ask"})
    assert "Hvilken dag?" in ours.get(reverse("own_report", args=[one.pk])).text
    with django_capture_on_commit_callbacks(execute=True):
        ours.post(answers, {"note": "Fredag"})
        desk.post(page, {"note": "Det er en anden dag end ugens.", "act": "decline"})
    told = [(letter.to[0], letter.subject.partition(": ")[2]) for letter in mail.outbox]
    assert told == [
        ("anna@b.example", "arrangøren spørger til jeres fejlmelding"),
        ("staff@example.dk", "arrangøren spørger til jeres fejlmelding"),
        ("editor@example.dk", "kommunen har svaret om sin fejlmelding"),
        ("anna@b.example", "svar på jeres fejlmelding: tallet står ved magt"),
        ("staff@example.dk", "svar på jeres fejlmelding: tallet står ved magt"),
    ]
    assert "Det er en anden dag end ugens." in mail.outbox[-1].body
    assert "Det er en anden dag end ugens." in ours.get(reverse("own_report", args=[one.pk])).text
    assert list(one.steps.values_list("action", flat=True)) == [
        "reported", "asked", "answered", "declined",
    ]  # fmt: skip
    assert "venter på svar" not in desk.get("/kl/").text
    with pytest.raises(Refused):
        reports.ask(one, note="?", by=factories.editor(), now=NOW)


def test_who_has_left_the_municipality_is_not_told_of_its_report(towns):
    one = reported(towns[0])
    people.change_role(
        one.reported_by, role="staff", municipality=towns[1], by=factories.administrator(), now=NOW
    )
    step = reports.ask(one, note="Hvilken dag?", by=factories.editor(), now=NOW)
    step = ReportStep.objects.get(pk=step.pk)
    assert report_letters.recipients(step) == ["anna@b.example"]


def test_every_field_for_a_few_words_says_to_write_no_names(towns, ours):
    one, hint = reported(towns[0]), "Skriv ingen navne og intet om enkeltpersoner."
    desk = signed_in(factories.editor()).get(reverse("report", args=[one.pk]))
    reports.ask(one, note="Hvilken dag?", by=factories.editor(), now=NOW)
    asked = ours.get(reverse("own_report", args=[one.pk]))
    assert [hint in page.text for page in (ours.get(NEW), desk, asked)] == [True] * 3


def test_correcting_leads_from_the_report_and_the_confirmed_correction_answers_it(
    towns, ours, django_capture_on_commit_callbacks
):
    one, editor = reported(towns[0]), factories.editor()
    form = f"/kl/uge/2014-uge-41/ret/?kommune=751&fejlmelding={one.pk}"
    page = signed_in(editor).get(form).text
    assert [word in page for word in ('value="5.200"', "Kommunen har meldt, at tallet")] == [
        True
    ] * 2
    sent = {"registered_15_plus": "5.200", "registered_15_24": "1.030", "exempt_15_plus": "0"}
    signed_in(editor).post(form, sent | {"reason": "Talt igen"})
    one.refresh_from_db()
    correction = Correction.objects.get()
    assert (one.status, one.correction) == ("correcting", correction)
    withdraws = ours.post(reverse("own_report_withdraw", args=[one.pk]), follow=True)
    assert "Arrangøren er allerede i gang" in withdraws.text
    approver = factories.approver()
    shown = signed_in(approver).get(reverse("correcting", args=[correction.pk]))
    assert reverse("report", args=[one.pk]) in shown.text
    with django_capture_on_commit_callbacks(execute=True):
        signed_in(approver).post(
            reverse("correcting_confirm", args=[correction.pk]), {"seen": shown.context["seen"]}
        )
    one.refresh_from_db()
    assert (one.status, Figure.objects.get(release=one.release, municipality="751").registered_15_plus) == (
        "corrected", 5_200,
    )  # fmt: skip
    assert "Tallet er rettet" in ours.get(reverse("own_report", args=[one.pk])).text
    # The person with access gets the letter about the correction; the contact person gets this one.
    assert [letter.to for letter in mail.outbox] == [["anna@b.example"]]


def test_the_letter_about_the_correction_says_that_it_answers_the_report(towns):
    factories.staff(towns[0])
    one, same = reported(towns[0]), reported(towns[0], exempt_15_plus=9)
    made = correcting.propose(
        one.release, towns[0], new=Stocks(5_200, 1_030, 0), reason="x", by=factories.editor(), now=NOW
    )  # fmt: skip
    confirm(made, by=factories.approver(), now=NOW)
    reports.corrected(made, by=factories.approver(), now=NOW)
    mail.outbox.clear()
    letters.tell_corrections(now=NOW)
    body = mail.outbox[0].body
    assert (
        "Det er svaret på jeres fejlmelding:\nhttp://localhost:8000/min-kommune/fejlmeldinger/"
        in body
    )
    assert f"/min-kommune/fejlmeldinger/{one.pk}/" in body
    assert f"/min-kommune/fejlmeldinger/{same.pk}/" not in body
    assert "Rettet: 18. oktober 2014 kl. 10.00" in body


def test_a_correction_that_nobody_reported_answers_no_report(towns):
    factories.staff(towns[0])
    made = correcting.propose(
        Release.objects.get(week="2014-W41"), towns[0], new=Stocks(5_200, 1_030, 0), reason="x",
        by=factories.editor(), now=NOW,
    )  # fmt: skip
    confirm(made, by=factories.approver(), now=NOW)
    letters.tell_corrections(now=NOW)
    assert "fejlmelding" not in mail.outbox[0].body


def test_a_declined_report_shows_the_reason_first(towns, ours):
    one = reported(towns[0])
    reports.decline(one, note="Tallet er fra den rette dag.", by=factories.editor(), now=NOW)
    page = ours.get(reverse("own_report", args=[one.pk])).text
    assert page.index("Tallet står, som det er") < page.index("Tallet er fra den rette dag.")
    assert page.index("Tallet er fra den rette dag.") < page.index("Det meldte I")


def test_a_withdrawn_correction_lets_the_report_wait_again(towns):
    one, editor = reported(towns[0]), factories.editor()
    made = correcting.propose(
        one.release, towns[0], new=Stocks(5_200, 1_030, 0), reason="x", by=editor, now=NOW
    )
    reports.take_up(one, made, by=editor, now=NOW)
    with pytest.raises(Refused):
        reports.decline(one, note="nej", by=editor, now=NOW)
    signed_in(editor).post(reverse("correcting_withdraw", args=[made.pk]))
    one.refresh_from_db()
    assert (one.status, one.correction) == ("open", None)
    assert one.steps.last().action == "released"


def test_a_correction_made_beside_the_report_answers_it_where_its_numbers_now_stand(towns):
    same, other = reported(towns[0]), reported(towns[0], exempt_15_plus=9)
    made = correcting.propose(
        same.release, towns[0], new=Stocks(5_200, 1_030, 0), reason="x", by=factories.editor(), now=NOW
    )  # fmt: skip
    confirm(made, by=factories.approver(), now=NOW)
    reports.corrected(made, by=factories.approver(), now=NOW)
    found = {one.pk: one.status for one in FigureReport.objects.all()}
    assert found == {same.pk: "corrected", other.pk: "open"}


def test_the_municipality_withdraws_while_it_is_open(
    towns, ours, django_capture_on_commit_callbacks
):
    one = reported(towns[0])
    with django_capture_on_commit_callbacks(execute=True):
        ours.post(reverse("own_report_withdraw", args=[one.pk]))
    one.refresh_from_db()
    assert (one.status, [letter.to for letter in mail.outbox]) == (
        "withdrawn", [["editor@example.dk"]],
    )  # fmt: skip
    again = ours.post(reverse("own_report_withdraw", args=[one.pk]), follow=True)
    assert "Fejlmeldingen er allerede afsluttet." in again.text


def test_nobody_else_reads_or_moves_a_report(towns):
    one = reported(towns[0])
    others = signed_in(factories.staff(towns[1], "randers@example.dk"))
    for name in ("own_report", "own_report_answer", "own_report_withdraw"):
        address = reverse(name, args=[one.pk])
        if name == "own_report":
            assert others.get(address).status_code == 404
        else:
            assert others.post(address, {"note": "x"}).status_code == 404
    assert others.get(f"/kl/kommuner/aarhus/fejlmeldinger/{one.pk}/").status_code == 403
    assert others.get(reverse("report", args=[one.pk])).status_code == 403
    assert others.post(reverse("report", args=[one.pk]), {"note": "x"}).status_code == 403
    desk = signed_in(factories.editor())
    seen = desk.get(f"/kl/kommuner/aarhus/fejlmeldinger/{one.pk}/").text
    assert ("Talt igen" in seen, "Træk fejlmeldingen tilbage" in seen) == (True, False)
    assert desk.get(f"/kl/kommuner/randers/fejlmeldinger/{one.pk}/").status_code == 404
    for by in (
        factories.editor(),
        factories.administrator(),
        factories.staff(towns[1], "randers@example.dk"),
    ):
        with pytest.raises(Refused):
            reports.withdraw(one, by=by, now=NOW)
    with pytest.raises(Refused):
        reports.ask(one, note="x", by=factories.staff(towns[0]), now=NOW)


def test_a_report_of_the_embargoed_week_is_noted_at_the_desk_and_its_letters_hold_no_figure(towns):
    hidden_week(towns)
    one = reported(towns[0], week="2014-W43", now=EMBARGO, registered_15_plus=6_200)
    editor = factories.editor()
    signed_in(editor).get(reverse("report", args=[one.pk]))
    assert list(Sighting.objects.filter(person=editor).values_list("week", "page")) == [
        ("2014-W43", "correction")
    ]
    for step in (one.steps.get(), reports.decline(one, note="Nej", by=editor, now=EMBARGO)):
        for address in report_letters.recipients(step):
            report_letters.tell(step, address)
    said = " ".join(letter.subject + letter.body for letter in mail.outbox)
    assert [number in said for number in ("6161", "6.161", "6200", "6.200", "9191")] == [False] * 5
    assert len(mail.outbox) == 3


def test_the_steps_of_a_report_stay(towns):
    reported(towns[0])
    with pytest.raises(IntegrityError), transaction.atomic():
        ReportStep.objects.update(note="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        ReportStep.objects.all().delete()


def test_too_many_reports_in_a_short_time_are_told(towns, ours, monkeypatch):
    monkeypatch.setattr("competition.views.own_figures.MOST_REPORTS", 0)
    response = ours.post(NEW, FORM)
    assert (response.status_code, "Vent ti minutter." in response.text) == (422, True)
    assert Municipality.objects.get(pk="751").reports.count() == 0
