"""What every act of the draw rests on: the draw held still, who may, the signed edition that comes of
it, and the step that is kept.
"""

from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from competition import draw, keys, lots, results, setting_up, signing
from competition.lots import Drawing
from competition.models import Competition, DrawEdition, DrawValue, ResultRecord, SetUpStep
from municipalities.models import User
from signups import history
from signups.releases import Refused


def held(competition: Competition, *, by: User, now: datetime) -> Drawing:
    """The draw as it stands now, held until the transaction ends."""
    history.told(by=by, now=now)
    locked = Competition.everything.select_for_update().get(pk=competition.pk)
    if locked.thrown_away_at is not None:
        raise Refused(_("This rehearsal is thrown away."))
    return Drawing(locked, now)


def refuse_others(by: User) -> None:
    """`Refused` for whoever may not hold the draw."""
    if not by.may_approve:
        raise Refused(_("Your role does not hold the draw."))


def edition(found: Drawing, value: DrawValue | None, *, by: User, reason: str = "") -> DrawEdition:
    """The next edition, signed: with what the value gives, or without one the promises alone. `reason`
    is why it names another source. `Refused` where the program that everybody checks with would not agree.
    """
    record = found.record
    assert record is not None  # noqa: S101  asked before
    with translation.override(results.LANGUAGE):
        document = draw.document(lots.draws(found, value, by=by, reason=reason))
    envelope = signing.sign(document, _key_of(record))
    content = signing.serialise(envelope)
    earlier = [one.document.encode() for one in found.editions]
    results.refuse_disagreeing(record.document.encode(), [*earlier, content])
    return DrawEdition.objects.create(
        record=record,
        number=len(found.editions) + 1,
        document=content.decode(),
        sha256=envelope.sha256,
        by=by,
        made_at=found.now,
    )


def _key_of(record: ResultRecord) -> signing.SigningKey:
    """The key, which must be the one that the result was signed with."""
    key = keys.signing_key()
    if key.public_key != record.public_key:
        raise Refused(
            _(
                "The site's key (%(ours)s) is not the one that the result was signed with (%(theirs)s), so the draw cannot be signed. Whoever runs the site sets RESULT_SIGNING_KEY to that key; then try again."
            )
            % {"ours": key.key_id, "theirs": signing.key_id(record.public_key)}
        )
    return key


def keep(
    action: SetUpStep.Action, found: Drawing, *, by: User, now: datetime, note: str = ""
) -> None:
    """Keep the step."""
    setting_up.record(action, competition=found.competition, by=by, now=now, note=note)
