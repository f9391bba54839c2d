"""The addresses: the public face, then those behind login. Those in `plain` have no language."""

from collections.abc import Callable

from django.http import HttpResponse
from django.urls import URLPattern, path, register_converter

from competition import api, converters
from competition.caching import reads
from competition.views import (
    answer,
    approval,
    card,
    ceremony,
    compare,
    correcting,
    dashboard,
    data,
    draw,
    drawing,
    embed,
    explore,
    finishing,
    follow,
    grid,
    history,
    organiser,
    own_activities,
    own_compare,
    own_figures,
    own_mail,
    own_numbers,
    own_participation,
    own_people,
    own_tools,
    own_what_if,
    pasting,
    people,
    places,
    population,
    preview,
    prizes,
    public,
    report_desk,
    round_desk,
    round_letters,
    search,
    setting_up,
    small,
    sources,
    taking_part,
    winners,
)

register_converter(converters.Round, "round")
register_converter(converters.CategoryAddress, "category")
register_converter(converters.WeekAddress, "week")
register_converter(converters.ListFile, "file")
register_converter(converters.DataFileAddress, "data_file")
register_converter(converters.PrizeAddress, "prize")


def _with_week(route: str, view: Callable[..., HttpResponse], name: str) -> list[URLPattern]:
    """An address for the newest week and one for a given week, which stays."""
    return [path(route, view, name=name), path(f"{route}<week:week>/", view, name=f"{name}_week")]


def _seated(route: str, view: Callable[..., HttpResponse], name: str) -> list[URLPattern]:
    """A page of a municipality's dashboard: for its own people, and for the organiser to look at."""
    return [
        path(f"min-kommune/{route}", view, name=name),
        path(f"kl/kommuner/<slug:whose>/{route}", view, name=f"{name}_seen"),
    ]


plain = [
    path("healthz", small.healthz, name="healthz"),
    path("robots.txt", small.robots, name="robots"),
    path("favicon.ico", small.favicon, name="favicon"),
    path("verify_result.py", finishing.verify_program, name="verify_program"),
    path("lodtraekning_liste.py", draw.list_program, name="list_program"),
    path("<round:competition>/lodtraekning.json", draw.edition, name="draw_file"),
    path("<round:competition>/lodtraekning-<int:number>.json", draw.edition, name="draw_edition"),
    path("sitemap.xml", follow.sitemap, name="sitemap"),
    path("sitemap-faelles.xml", follow.sitemap_site, name="sitemap_site"),
    path("sitemap-<round:competition>.xml", follow.sitemap_of_round, name="sitemap_of"),
    path("<round:competition>/data/<data_file:file>", data.data_file, name="data_file"),
    path("<round:competition>/resultat.json", winners.record_file, name="result_record"),
    path("<round:competition>/vindere/<prize:prize>", winners.prize, name="prize"),
]
urlpatterns = [
    path("", public.front, name="front"),
    path("tilgaengelighed/", small.accessibility, name="accessibility"),
    path("privatliv/", small.privacy, name="privacy"),
    path("data/", data.open_data, name="open_data"),
    path("data/api/", api.docs_page, name="api_docs"),
    path("rettelser/", places.corrections_of_now, name="corrections_of_now"),
    path("<round:competition>/", public.front, name="front_of"),
    *_with_week("<round:competition>/rangliste/<category:category>/", public.ranking, "ranking"),
    path("<round:competition>/kort/", explore.map_page, name="map"),
    path("<round:competition>/kort/<week:week>/", explore.map_page, name="map_main_week"),
    path("<round:competition>/kort/<category:category>/", explore.map_page, name="map_of"),
    path(
        "<round:competition>/kort/<category:category>/<week:week>/",
        explore.map_page,
        name="map_week",
    ),
    path("<round:competition>/kommuner/", places.municipalities, name="municipalities"),
    path(
        "<round:competition>/kommuner/<slug:municipality>/",
        places.municipality,
        name="municipality",
    ),
    path("<round:competition>/soeg/", search.find, name="find"),
    path("<round:competition>/nyt/", search.news, name="news"),
    path(
        "<round:competition>/sammenlign/",
        reads("kommuner", "kategori")(compare.compare),
        name="compare",
    ),
    path(
        "<round:competition>/sammenlign/kurve.csv",
        reads("kommuner", "kategori")(compare.compare_csv),
        name="compare_csv",
    ),
    path(
        "<round:competition>/kommuner/<slug:municipality>/kurve.csv",
        compare.municipality_csv,
        name="municipality_csv",
    ),
    path(
        "<round:competition>/regioner/<slug:region>/kurve.csv",
        compare.region_csv,
        name="region_csv",
    ),
    path("<round:competition>/regioner/", places.regions, name="regions"),
    path("<round:competition>/regioner/<slug:region>/", places.region, name="region"),
    path("<round:competition>/rettelser/", places.corrections, name="corrections"),
    path("<round:competition>/data/", data.data_page, name="data"),
    path("<round:competition>/billede.png", card.front, name="card"),
    path(
        "<round:competition>/rangliste/<category:category>/billede.png",
        card.ranking,
        name="card_ranking",
    ),
    path(
        "<round:competition>/kommuner/<slug:municipality>/billede.png",
        card.municipality,
        name="card_municipality",
    ),
    path("<round:competition>/regioner/<slug:region>/billede.png", card.region, name="card_region"),
    path("<round:competition>/feed.atom", follow.feed, name="feed"),
    path("<round:competition>/kalender.ics", follow.calendar, name="calendar"),
    path("<round:competition>/embed/", embed.codes, name="embed"),
    *_with_week(
        "<round:competition>/embed/rangliste/<category:category>/", embed.table, "embed_table"
    ),
    *_with_week(
        "<round:competition>/embed/kommune/<slug:municipality>/<category:category>/",
        embed.badge,
        "embed_badge",
    ),
    *_with_week("<round:competition>/embed/kort/<category:category>/", embed.country, "embed_map"),
    path("<round:competition>/regler/", places.rules, name="rules"),
    path("<round:competition>/lodtraekning/", draw.draw, name="draw"),
    path("<round:competition>/vindere/", winners.winners, name="winners"),
    path("<round:competition>/vindere/billede.png", winners.card, name="card_winners"),
    path("tidligere/", winners.archive, name="archive"),
]
behind_login = [
    path("mit/", organiser.desk_for_me, name="desk_for_me"),
    *_seated("", dashboard.overview, "dashboard"),
    *_seated("presse/", own_tools.press_kit, "own_press"),
    *_seated("presse/<category:category>.txt", own_tools.press_text, "own_press_text"),
    *_seated("status.pdf", own_tools.status, "own_status"),
    path("min-kommune/mandagsmail/", own_mail.own_mail, name="own_mail"),
    path("min-kommune/mandagsmail/eksempel/", own_mail.sample, name="own_mail_sample"),
    path("min-kommune/mandagsmail/<int:pk>/igen/", own_mail.again, name="own_mail_again"),
    *_seated("vejen/", own_numbers.way, "own_way"),
    *_seated("fremskrivning/", own_numbers.projection, "own_projection"),
    *_seated("fremskrivning.csv", own_numbers.projection_csv, "own_projection_csv"),
    *_seated("hvad-nu-hvis/", own_what_if.what_if, "own_what_if"),
    *_seated("sammenlign/", own_compare.compare, "own_compare"),
    *_seated("lodtraekning/", drawing.own_draw, "own_draw"),
    path("kl/kommuner/", dashboard.every, name="seats"),
    *_seated("tal/", own_figures.figures, "own_figures"),
    *_seated("tal.csv", own_figures.figures_file, "own_figures_file"),
    path("min-kommune/tal/<week:week>/fejl/", own_figures.report_new, name="own_report_new"),
    *_seated("fejlmeldinger/<int:pk>/", own_figures.report, "own_report"),
    path(
        "min-kommune/fejlmeldinger/<int:pk>/svar/",
        own_figures.report_answer,
        name="own_report_answer",
    ),
    path(
        "min-kommune/fejlmeldinger/<int:pk>/fortryd/",
        own_figures.report_withdraw,
        name="own_report_withdraw",
    ),
    *_seated("deltagelse/", own_participation.participation, "own_participation"),
    *_seated(
        "deltagelse/kvittering/<int:number>/",
        own_participation.receipt,
        "own_participation_receipt",
    ),
    *_seated("deltagelse/moede/<int:pk>.ics", own_participation.ics, "own_participation_ics"),
    *_seated("adgang/", own_people.colleagues, "own_people"),
    path("min-kommune/adgang/<int:pk>/", own_people.colleague, name="own_person"),
    path("kl/fejlmeldinger/", report_desk.every, name="reports"),
    path("kl/fejlmeldinger/<int:pk>/", report_desk.one, name="report"),
    *_seated("aktiviteter/", own_activities.events, "own_events"),
    *_seated("aktiviteter.<file:kind>", own_activities.events_file, "own_events_file"),
    *_seated("aktiviteter/tempo.csv", own_activities.pace_file, "own_pace_file"),
    path("min-kommune/aktiviteter/<int:pk>/", own_activities.event, name="own_event"),
    path(
        "min-kommune/aktiviteter/<int:pk>/slet/",
        own_activities.event_delete,
        name="own_event_delete",
    ),
    path("kl/", organiser.desk, name="desk"),
    path("kl/uge/<week:week>/", organiser.release_page, name="release"),
    path("kl/uge/<week:week>/godkend/", organiser.approve, name="release_approve"),
    path("kl/uge/<week:week>/tilbage/", organiser.send_back, name="release_send_back"),
    path("kl/uge/<week:week>/tidspunkt/", organiser.schedule, name="release_schedule"),
    path("kl/uge/<week:week>/offentliggoer/", organiser.publish, name="release_publish"),
    path("kl/uge/<week:week>/ret/", correcting.release_correct, name="release_correct"),
    path("kl/uge/<week:week>/adgang/", history.access, name="release_access"),
    path("kl/uge/<week:week>/adgang.csv", history.access_csv, name="release_access_csv"),
    path("kl/rettelser/", correcting.correcting_list, name="correcting_list"),
    path("kl/rettelser/<int:pk>/", correcting.correction, name="correcting"),
    path(
        "kl/rettelser/<int:pk>/bekraeft/", correcting.correcting_confirm, name="correcting_confirm"
    ),
    path(
        "kl/rettelser/<int:pk>/fortryd/", correcting.correcting_withdraw, name="correcting_withdraw"
    ),
    path("kl/historik/", history.history, name="history"),
    path("kl/historik.csv", history.history_csv, name="history_csv"),
    path("kl/log.csv", history.log_csv, name="log_csv"),
    path("kl/log.json", history.log_json, name="log_json"),
    path("kl/uge/<week:week>/tidspunkt/slet/", organiser.unschedule, name="release_unschedule"),
    path("kl/uge/<week:week>/advarsler/", approval.answers, name="release_answers"),
    path("kl/uge/<week:week>/bed/", approval.ask, name="release_ask"),
    path("kl/uge/<week:week>/til-stede/", approval.present, name="release_present"),
    path("kl/uge/<week:week>/kladde/", grid.start, name="release_start"),
    path("kl/uge/<week:week>/tal/", grid.grid, name="release_grid"),
    path("kl/uge/<week:week>/tal/raekker/", grid.save_rows, name="release_rows"),
    path("kl/uge/<week:week>/tal/kontroltal/", grid.save_total, name="release_total"),
    path("kl/uge/<week:week>/tal/indsat/", pasting.paste, name="release_paste"),
    path("kl/uge/<week:week>/dato/", grid.set_day, name="release_day"),
    path("kl/uge/<week:week>/forhaandsvisning/", preview.front, name="release_preview"),
    path(
        "kl/uge/<week:week>/forhaandsvisning/kommuner/<slug:municipality>/",
        preview.municipality,
        name="release_preview_municipality",
    ),
    path(
        "kl/uge/<week:week>/forhaandsvisning/<category:category>/",
        preview.ranking,
        name="release_preview_ranking",
    ),
    path("kl/konkurrencer/", setting_up.every, name="setup"),
    path("kl/konkurrencer/ny/", setting_up.new, name="setup_new"),
    path("kl/konkurrencer/<round:competition>/", setting_up.one, name="setup_one"),
    path("kl/konkurrencer/<round:competition>/aabn/", setting_up.open_, name="setup_open"),
    path(
        "kl/konkurrencer/<round:competition>/befolkning/",
        population.overview,
        name="setup_population",
    ),
    path(
        "kl/konkurrencer/<round:competition>/befolkning/hent/",
        population.fetch,
        name="setup_population_fetch",
    ),
    path(
        "kl/konkurrencer/<round:competition>/befolkning/<int:pk>/",
        population.load_page,
        name="setup_population_load",
    ),
    path(
        "kl/konkurrencer/<round:competition>/befolkning/<int:pk>/gem/",
        population.store,
        name="setup_population_store",
    ),
    path(
        "kl/konkurrencer/<round:competition>/deltagere/",
        taking_part.participants,
        name="setup_participants",
    ),
    path(
        "kl/konkurrencer/<round:competition>/deltagere/<int:pk>/bekraeft/",
        taking_part.confirm,
        name="setup_late_confirm",
    ),
    path(
        "kl/konkurrencer/<round:competition>/deltagere/<int:pk>/fortryd/",
        taking_part.withdraw,
        name="setup_late_withdraw",
    ),
    path("kl/runde/", round_desk.home, name="round_home"),
    path("kl/runde/<round:competition>/", round_desk.glance, name="round"),
    path("kl/runde/<round:competition>/svar.<file:kind>", round_desk.export, name="round_export"),
    path("kl/runde/<round:competition>/brev/", round_letters.letter, name="round_letter"),
    path(
        "kl/runde/<round:competition>/breve.pdf",
        round_letters.letters_pdf,
        name="round_letters_pdf",
    ),
    path(
        "kl/runde/<round:competition>/brev/<slug:municipality>.pdf",
        round_letters.letter_pdf,
        name="round_letter_pdf",
    ),
    path(
        "kl/runde/<round:competition>/modtagere/",
        round_letters.recipients,
        name="round_recipients",
    ),
    path(
        "kl/runde/<round:competition>/modtagere/<slug:municipality>/",
        round_letters.recipient,
        name="round_recipient",
    ),
    path("kl/runde/<round:competition>/moeder/", round_letters.meetings, name="round_meetings"),
    path(
        "kl/runde/<round:competition>/moeder/<int:pk>/",
        round_letters.meeting,
        name="round_meeting",
    ),
    path(
        "kl/runde/<round:competition>/moeder/<int:pk>.ics",
        round_letters.meeting_ics,
        name="round_meeting_ics",
    ),
    path("kl/runde/<round:competition>/send/", round_letters.send, name="round_send"),
    path(
        "kl/runde/<round:competition>/send/se-efter/",
        round_letters.send_look,
        name="round_send_look",
    ),
    path("kl/runde/<round:competition>/paamind/", round_letters.remind, name="round_remind"),
    path(
        "kl/runde/<round:competition>/paamind/<int:pk>/slet/",
        round_letters.unremind,
        name="round_unremind",
    ),
    path("kl/runde/<round:competition>/deltagere/", round_desk.confirm, name="round_confirm"),
    path(
        "kl/runde/<round:competition>/kommuner/<slug:municipality>/",
        round_desk.municipality,
        name="round_municipality",
    ),
    path(
        "kl/runde/<round:competition>/kommuner/<slug:municipality>/svar/",
        round_desk.answer_for,
        name="round_answer_for",
    ),
    path(
        "kl/runde/<round:competition>/kommuner/<slug:municipality>/link/",
        round_desk.link,
        name="round_link",
    ),
    path(
        "kl/runde/<round:competition>/kommuner/<slug:municipality>/send/",
        round_desk.send_again,
        name="round_send_again",
    ),
    path("kl/afslutning/", finishing.home, name="finish_home"),
    path("kl/afslutning/<round:competition>/", finishing.finish, name="finish"),
    path(
        "kl/afslutning/<round:competition>/resultat.json",
        finishing.record_file,
        name="finish_record",
    ),
    path("kl/afslutning/<round:competition>/lodtraekning/", drawing.organise, name="finish_draw"),
    path("kl/afslutning/<round:competition>/proeve/", finishing.rehearse, name="finish_rehearse"),
    path("kl/afslutning/<round:competition>/priser/", prizes.prizes, name="finish_prizes"),
    path(
        "kl/afslutning/<round:competition>/priser/<prize:prize>", prizes.prize, name="finish_prize"
    ),
    path("kl/afslutning/<round:competition>/<slug:act>/", finishing.take, name="finish_take"),
    path("kl/ceremoni/", ceremony.home, name="ceremony_home"),
    path("kl/ceremoni/<round:competition>/", ceremony.stage, name="ceremony"),
    path(
        "kl/ceremoni/<round:competition>/oplaeser/", ceremony.presenter, name="ceremony_presenter"
    ),
    path("kl/ceremoni/<round:competition>/proeve/", ceremony.practice, name="ceremony_practice"),
    path(
        "kl/ceremoni/<round:competition>/proeve/oplaeser/",
        ceremony.practice_presenter,
        name="ceremony_practice_presenter",
    ),
    path("kl/kilder/", sources.sources_page, name="sources"),
    path("kl/kilder/ny/", sources.new_source, name="source_new"),
    path("kl/kilder/<int:pk>/", sources.source_page, name="source"),
    path("kl/kilder/<int:pk>/hent/", sources.ask_source, name="source_ask"),
    path("kl/personer/", people.people_page, name="people"),
    path("kl/personer/<int:pk>/", people.person_page, name="person"),
    path("kl/personer/<int:pk>/adgang/", people.person_access, name="person_access"),
    path("kl/personer/<int:pk>/faktor/", people.person_factor, name="person_factor"),
    path("kl/personer/<int:pk>/invitation/", people.person_invite, name="person_invite"),
    path("kl/ur/", organiser.move_clock, name="move_clock"),
]
# Needs no login but the link itself.
by_link = [
    path("mandagsmail/afmeld/<str:token>/", own_mail.off, name="monday_off"),
    path("svar/<str:token>/", answer.answer, name="answer"),
    path("svar/<str:token>/kvittering/<int:number>/", answer.receipt, name="answer_receipt"),
    path("svar/<str:token>/moede/<int:pk>.ics", answer.calendar, name="answer_ics"),
]
