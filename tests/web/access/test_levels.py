"""Who may read and change what, by role, level, assignment and emergency."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from fanal.web.access.actor import Actor, current_actor
from fanal.web.access.levels import AccessLevel
from fanal.web.access.models import Assignment, EmergencyAccess
from fanal.web.access.policy import Hidden, NotAllowed, may
from fanal.web.access.selectors import assigned
from fanal.web.access.services import (
    assignment_add,
    assignment_create,
    assignment_end,
    emergency_open,
    level_set,
)
from fanal.web.access.signals import assignment_changed, level_changed
from fanal.web.design.errors import Refused
from fanal.web.design.language import say
from fanal.web.organisations.models import Membership
from fanal.web.organisations.services import membership_create, membership_end, organisation_create
from fanal.web.organisations.tenancy import acting, tenant
from web.access.people import member_of
from web.sample.models import File

pytestmark = pytest.mark.django_db
OPEN, RESTRICTED, CLOSED = AccessLevel.OPEN, AccessLevel.RESTRICTED, AccessLevel.CLOSED


@pytest.fixture(autouse=True)
def _harbour() -> Iterator[None]:
    with tenant(organisation_create(name="Harbour", slug="harbour").pk):
        yield


def who(*held: str, name: str = "somebody") -> tuple[Membership, Actor]:
    from fanal.web.organisations.tenancy import current_organisation

    member = member_of(current_organisation(), name, *held)
    return member, Actor(member.user_id, member.organisation_id, frozenset(held))


READ, CHANGE = "cases.read", "cases.change"
HERE, ASSIGNED, URGENT = "nothing more", "assigned", "in an emergency"


@pytest.mark.parametrize(
    ("role", "level", "more", "reads", "changes"),
    [
        ("caseworker", OPEN, HERE, "role-allows", "role-allows"),
        ("caseworker", RESTRICTED, HERE, "no: restricted", "no: restricted"),
        ("caseworker", RESTRICTED, ASSIGNED, "assigned", "assigned"),
        ("caseworker", RESTRICTED, URGENT, "emergency-allows", "no: emergency-reads-only"),
        ("caseworker", CLOSED, HERE, "hidden: not-here", "hidden: not-here"),
        ("caseworker", CLOSED, ASSIGNED, "assigned", "assigned"),
        ("supervisor", RESTRICTED, HERE, "supervised", "supervised"),
        ("supervisor", CLOSED, HERE, "hidden: not-here", "hidden: not-here"),
        ("supervisor", CLOSED, ASSIGNED, "assigned", "assigned"),
        ("supervisor", CLOSED, URGENT, "emergency-allows", "no: emergency-reads-only"),
        ("hotline-adviser", OPEN, HERE, "role-allows", "no: role-missing"),
        ("hotline-adviser", RESTRICTED, ASSIGNED, "assigned", "no: role-missing"),
        ("hotline-adviser", RESTRICTED, URGENT, "emergency-allows", "no: role-missing"),
        ("organisation-administrator", OPEN, HERE, "no: role-missing", "no: role-missing"),
        ("organisation-administrator", OPEN, ASSIGNED, "no: role-missing", "no: role-missing"),
        ("organisation-administrator", CLOSED, HERE, "hidden: not-here", "hidden: not-here"),
        ("auditor", CLOSED, HERE, "hidden: not-here", "hidden: not-here"),
    ],
)
def test_a_decision_with_its_reason(
    role: str, level: AccessLevel, more: str, reads: str, changes: str
) -> None:
    member, actor = who(role)
    file = File.objects.create(number="1", level=level)
    if more == ASSIGNED:
        assignment_add(subject=file, to=member)
    if more == URGENT:
        emergency_open(subject=file, reason="she is in danger", by=actor)
    assert (_said(actor, READ, file), _said(actor, CHANGE, file)) == (reads, changes)
    seen = level != CLOSED or more != HERE
    assert File.objects.visible_to(actor).filter(pk=file.pk).exists() is seen


def _said(actor: Actor, action: str, file: File) -> str:
    decision = may(actor, action, file)
    assert say(decision.reason, **decision.values)
    assert bool(decision) is decision.allowed
    before = "hidden: " if decision.hidden else "" if decision.allowed else "no: "
    return before + decision.reason.removeprefix("web.access.")


def test_the_reason_names_the_roles_that_may() -> None:
    _, actor = who("hotline-adviser")
    decision = may(actor, "persons.lift-hold")
    assert "Supervisor" in say(decision.reason, **decision.values)


def test_nobody_and_whoever_is_elsewhere_see_nothing() -> None:
    File.objects.create(number="1")
    member, _ = who("caseworker")
    for actor in (Actor(None), Actor(member.user_id, None, frozenset({"caseworker", "host-administrator"}))):
        assert not File.objects.visible_to(actor).exists()
        assert may(actor, READ, File.objects.get()).hidden
        assert not may(actor, READ).allowed


def test_a_role_that_is_not_known_any_longer_allows_nothing() -> None:
    _, actor = who()
    strange = Actor(actor.user_id, actor.organisation_id, frozenset({"pirate"}))
    assert not strange.actions and not may(strange, READ)


def test_an_action_that_is_not_declared_is_a_defect() -> None:
    with pytest.raises(KeyError):
        may(Actor(None), "cases.burn")


def test_who_acts_now() -> None:
    member, actor = who("auditor")
    with acting(member.user_id):
        assert current_actor() == actor
        membership_end(membership=member)
        assert current_actor() == Actor(member.user_id)
    assert current_actor() == Actor(None)


def test_a_membership_cannot_make_a_host_administrator() -> None:
    member, _ = who("auditor")
    Membership.objects.filter(pk=member.pk).update(roles=["host-administrator"])
    with acting(member.user_id):
        assert not current_actor().actions


def test_assigning_and_closing_is_told() -> None:
    told: list[tuple[str, object]] = []

    def hear_assignment(sender: object, **said: object) -> None:
        told.append(("assigned", said["assigned"]))

    def hear_level(sender: object, **said: object) -> None:
        told.append(("was", said["before"]))

    assignment_changed.connect(hear_assignment)
    level_changed.connect(hear_level)
    member, _ = who("caseworker")
    _, supervisor = who("supervisor", name="chief")
    file = File.objects.create(number="1")
    assignment_create(subject=file, to=member, by=supervisor)
    assignment_create(subject=file, to=member, by=supervisor)
    level_set(subject=file, level=RESTRICTED, by=supervisor)
    assignment_end(subject=file, of=member, by=supervisor)
    assignment_changed.disconnect(hear_assignment)
    level_changed.disconnect(hear_level)
    assert told == [("assigned", True), ("was", "open"), ("assigned", False)]


def test_who_may_not_assign_is_told_why() -> None:
    member, actor = who("caseworker")
    with pytest.raises(NotAllowed, match="role-missing"):
        assignment_create(subject=File.objects.create(number="1"), to=member, by=actor)


def test_nothing_is_closed_to_everybody() -> None:
    supervising, supervisor = who("supervisor", name="chief")
    file = File.objects.create(number="1")
    with pytest.raises(Refused, match="nobody-assigned"):
        level_set(subject=file, level=CLOSED, by=supervisor)
    assignment_add(subject=file, to=supervising)
    level_set(subject=file, level=CLOSED, by=supervisor)
    with pytest.raises(Refused, match="last-assigned"):
        assignment_end(subject=file, of=supervising, by=supervisor)
    assert assigned(file) == [supervising]


def test_a_closed_row_is_not_there_for_a_supervisor_who_is_not_assigned() -> None:
    member, _ = who("caseworker")
    _, supervisor = who("supervisor", name="chief")
    file = File.objects.create(number="1", level=CLOSED)
    with pytest.raises(Hidden):
        assignment_create(subject=file, to=member, by=supervisor)


def test_coming_back_does_not_bring_old_cases_back() -> None:
    member, actor = who("caseworker")
    file = File.objects.create(number="1", level=RESTRICTED)
    assignment_add(subject=file, to=member)
    membership_end(membership=member)
    membership_create(user=member.user_id, roles=["caseworker"])
    assert not may(actor, READ, file)


def test_leaving_ends_emergencies() -> None:
    member, actor = who("caseworker")
    file = File.objects.create(number="1", level=RESTRICTED)
    emergency_open(subject=file, reason="she is in danger", by=actor)
    membership_end(membership=member)
    assert not EmergencyAccess.objects.now().exists()


def test_what_only_one_could_open_goes_to_the_supervisors() -> None:
    leaving, _ = who("caseworker")
    staying, _ = who("caseworker", name="colleague")
    supervising, _ = who("supervisor", name="chief")
    alone, together = (File.objects.create(number=number, level=CLOSED) for number in "12")
    for file in (alone, together):
        assignment_add(subject=file, to=leaving)
    assignment_add(subject=together, to=staying)
    membership_end(membership=leaving)
    assert (assigned(alone), assigned(together)) == ([supervising], [staying])


def test_what_only_one_could_open_stays_theirs_where_there_is_no_supervisor() -> None:
    leaving, actor = who("caseworker")
    file = File.objects.create(number="1", level=CLOSED)
    assignment_add(subject=file, to=leaving)
    membership_end(membership=leaving)
    membership_create(user=leaving.user_id, roles=["caseworker"])
    assert may(actor, READ, file)


def test_deleting_a_row_forgets_who_was_assigned() -> None:
    member, _ = who("caseworker")
    for _ in range(2):
        assignment_add(subject=File.objects.create(number="1"), to=member)
    File.objects.first().delete()  # type: ignore[union-attr]
    assert Assignment.objects.count() == 1
    File.objects.all().delete()
    assert not Assignment.objects.exists()


def test_a_list_asks_the_database_once(django_assert_num_queries: object) -> None:
    _, actor = who("caseworker")
    for number in range(3):
        File.objects.create(number=str(number), level=CLOSED)
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert not list(File.objects.visible_to(actor))
