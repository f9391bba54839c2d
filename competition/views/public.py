"""The front page and the ranking tables."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from competition.categories import Category
from competition.views.opening import open_race
from signups.weeks import Week


def front(request: HttpRequest, competition: str | None = None) -> HttpResponse:
    """The state of the race at a glance."""
    return render(request, "public/front.html", {"opening": open_race(request, competition)})


def ranking(
    request: HttpRequest, competition: str, category: Category, week: Week | None = None
) -> HttpResponse:
    """The whole table of a category, of the newest or a given week."""
    return render(
        request,
        "public/ranking.html",
        {"opening": open_race(request, competition), "category": category, "week": week},
    )
