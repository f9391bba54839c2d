"""What a page says of itself to search engines and to those who share it: a sentence of fact each,
of at most 160 characters, from the same figures as the page.
"""

from collections.abc import Sequence

from django import template
from django.template import Context
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from competition import headlines, wording
from competition.categories import Category
from competition.ranking import Ratio
from competition.results import Title
from competition.standings import Entrant, Race, Table
from competition.visibility import Visibility
from municipalities.models import Municipality, Region
from signups.models import Release

LONGEST = 160
_SOFT = "\u00ad"
register = template.Library()


@register.simple_block_tag(takes_context=True)
def kept(context: Context, content: SafeString, name: str) -> SafeString:
    """What stands between the tags, to be written again further down as a variable of this name."""
    context[name] = SafeString(content.strip())
    return content


def fitted(*sentences: str) -> str:
    """As many of the sentences, in order, as there is room for; the first is cut where it must be."""
    text = Truncator(sentences[0].replace(_SOFT, "")).chars(LONGEST)
    for sentence in sentences[1:]:
        if sentence and len(text) + 1 + len(sentence) <= LONGEST:
            text = f"{text} {sentence}"
    return text


def _as_of(release: Release) -> str:
    return _("Figures of %(week)s, as of %(day)s.") % {
        "week": wording.week_text(release),
        "day": wording.full_day_text(release.as_of),
    }


def _contest() -> str:
    return _("Which municipality gets most citizens registered for Digital Post?")


@register.simple_tag
def describe_front(race: Race, visibility: Visibility) -> str:
    """Who leads, and what share of the country is registered."""
    headline = headlines.headline(race, visibility)
    release = race.current
    if release is None:
        return fitted(headline, _contest())
    total = race.total(release)
    share = ""
    if total.population_15_plus:
        ratio = Ratio(total.registered_15_plus, total.population_15_plus)
        share = _("%(share)s of Denmark is registered for Digital Post.") % {
            "share": wording.percent_text(ratio)
        }
    return fitted(headline, share, _as_of(release))


@register.simple_tag
def describe_ranking(
    race: Race, visibility: Visibility, category: Category, release: Release | None
) -> str:
    """Who leads a category (led or won it, when the race is over), and of how many."""
    if release is None:
        return fitted(f"{category.title}: {_contest()}", str(category.description))
    table = race.table(category, release)
    leads = headlines.leader_text(race, category, release, is_over=visibility.is_past_closing)
    leaders = wording.sentence(f"{category.title}: {leads}")
    return fitted(leaders, _as_of(release), _ranked(table))


def _ranked(table: Table) -> str:
    count = len(table.ranked)
    return ngettext(
        "%(count)s municipality has a place.", "%(count)s municipalities have a place.", count
    ) % {"count": count}


@register.simple_tag
def describe_municipality(race: Race, entrant: Entrant) -> str:
    """A municipality's place, and its registered."""
    release = race.ranked_releases[-1] if race.ranked_releases else None
    if release is None:
        name = {"name": entrant.name}
        return fitted(_("%(name)s in the competition for Digital Post.") % name, _contest())
    table = race.table(race.competition.main_category, release)
    line = table.of(entrant.code)
    words = {"name": entrant.name, "place": line.place, "of": len(table.ranked)}
    first = _("%(name)s has no place in the competition.") % words
    if line.place is not None:
        first = _("%(name)s is number %(place)s of %(of)s in the competition.") % words
    second = ""
    if line.counts and line.standing.ratio:
        second = _("%(count)s are registered for Digital Post, %(share)s of those aged 15+.") % {
            "count": wording.number(line.counts.registered_15_plus),
            "share": wording.percent_text(line.standing.ratio),
        }
    return fitted(first, second, _as_of(release))


@register.simple_tag
def describe_region(race: Race, visibility: Visibility, region: Region) -> str:
    """Who leads a region; who led or won it, when the race is over."""
    release = race.ranked_releases[-1] if race.ranked_releases else None
    name = {"region": region.name}
    if release is None:
        return fitted(_("The race for the regional title in %(region)s.") % name, _contest())
    leads = race.regional_leads(release)[region.code]
    if not leads:
        return fitted(_("Nobody in %(region)s has a place.") % name, _contest(), _as_of(release))
    words = name | {
        "names": wording.joined([line.entrant.name for line in leads]),
        "share": wording.percent_text(leads[0].standing.ratio),  # type: ignore[arg-type]
    }
    text = ngettext(
        "%(names)s leads %(region)s with %(share)s registered for Digital Post.",
        "%(names)s lead %(region)s with %(share)s registered for Digital Post.",
        len(leads),
    )
    if visibility.is_past_closing:
        text = _("%(names)s led %(region)s with %(share)s registered for Digital Post.")
    if release.as_of >= race.competition.closing_as_of:
        text = _("%(names)s won %(region)s with %(share)s registered for Digital Post.")
    return fitted(text % words, _as_of(release))


@register.simple_tag
def describe_lists(race: Race, release: Release | None, kind: str) -> str:
    """The lists of municipalities and of regions."""
    if kind == "regions":
        first = _("The leader and the share of registered citizens in each of Denmark's regions.")
    else:
        count = len(race.entrants)
        text = _("All %(count)s municipalities in alphabetical order, with their place.")
        first = text % {"count": count}
    return fitted(first, _as_of(release) if release else _contest())


@register.simple_tag
def describe_winners(
    visibility: Visibility, national: Sequence[Title], told: Sequence[Municipality]
) -> str:
    """Who won, as far as everybody may know; before that, when it is told."""
    competition = visibility.competition
    if national:
        found = [
            headlines.winners_headline(
                title.category, [line.entrant.name for line in title.winners], competition
            )
            for title in national
        ]
        return fitted(*(wording.sentence(each) for each in found))
    moment = timezone.localtime(competition.announcement_at)
    day = {"day": wording.full_day_text(moment)}
    crowned = _("The winners are crowned on %(day)s.") % day
    if told:
        names = {"names": wording.joined([each.name for each in told])}
        return fitted(wording.sentence(_("The regional winners: %(names)s") % names), crowned)
    return fitted(crowned, _contest())
