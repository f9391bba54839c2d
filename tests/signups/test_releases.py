"""From draft to public: two people, in order, every step kept."""

import pytest

from signups import releases
from signups.models import Step
from signups.releases import Refused
from tests import factories
from tests.factories import at

pytestmark = pytest.mark.django_db
NOW = at(2014, 10, 18, 10)


@pytest.fixture
def draft():
    release = factories.draft("2014-W42")
    factories.figure(release, factories.municipality(), 500)
    return release


def test_another_person_approves_the_draft(draft):
    releases.approve(draft, by=factories.approver(), now=NOW)
    draft.refresh_from_db()
    assert (draft.status, draft.approved_by, draft.approved_at) == (
        "approved",
        factories.approver(),
        NOW,
    )


def test_an_editor_cannot_approve(draft):
    with pytest.raises(Refused):
        releases.approve(draft, by=factories.editor("anden@example.dk"), now=NOW)


def test_whoever_entered_it_cannot_approve_it(draft):
    draft.entered_by = factories.approver()
    draft.save()
    with pytest.raises(Refused):
        releases.approve(draft, by=factories.approver(), now=NOW)


def test_an_empty_draft_cannot_be_approved():
    with pytest.raises(Refused):
        releases.approve(factories.draft("2014-W42"), by=factories.approver(), now=NOW)


def test_a_draft_as_of_a_day_to_come_cannot_be_approved(draft):
    with pytest.raises(Refused):
        releases.approve(draft, by=factories.approver(), now=at(2014, 10, 16, 12))


def test_a_draft_cannot_be_published_without_approval(draft):
    with pytest.raises(Refused):
        releases.publish(draft, by=factories.approver(), now=NOW)


def test_an_approved_release_is_published_once(draft):
    releases.approve(draft, by=factories.approver(), now=NOW)
    releases.publish(draft, by=factories.approver(), now=NOW)
    with pytest.raises(Refused):
        releases.publish(draft, by=factories.approver(), now=NOW)
    assert (draft.status, draft.published_by, draft.published_at) == (
        "published",
        factories.approver(),
        NOW,
    )


def test_an_approved_release_goes_back_to_draft_with_a_comment(draft):
    releases.approve(draft, by=factories.approver(), now=NOW)
    releases.schedule(draft, by=factories.approver(), now=NOW, at=at(2014, 10, 20, 8))
    releases.send_back(draft, by=factories.editor(), now=NOW, comment="Samsø mangler.")
    assert (draft.status, draft.approved_by, draft.publish_at) == ("draft", None, None)
    assert Step.objects.get(action="sent back").note == "Samsø mangler."


def test_a_published_release_is_not_sent_back(draft):
    releases.approve(draft, by=factories.approver(), now=NOW)
    releases.publish(draft, by=factories.approver(), now=NOW)
    with pytest.raises(Refused):
        releases.send_back(draft, by=factories.approver(), now=NOW, comment="Nej.")


def test_a_time_of_publication_lies_ahead(draft):
    releases.approve(draft, by=factories.approver(), now=NOW)
    with pytest.raises(Refused):
        releases.schedule(draft, by=factories.approver(), now=NOW, at=NOW)


def test_every_step_is_kept_with_name_and_time(draft):
    releases.approve(draft, by=factories.approver(), now=NOW)
    releases.publish(draft, by=None, now=at(2014, 10, 20, 8))
    assert list(draft.steps.values_list("action", "by__email", "at")) == [
        ("approved", "approver@example.dk", NOW),
        ("published", None, at(2014, 10, 20, 8)),
    ]
