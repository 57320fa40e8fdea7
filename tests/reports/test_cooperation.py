"""Who is in a cooperation: starting, inviting, joining and leaving."""

import re
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, connections, transaction
from django.urls import reverse

from audit.models import Entry
from exports.models import Export
from organisation.models import Role
from reports.invitation_codes import code_for, hash_of
from reports.models import Cooperation, CooperationMember, Invitation
from reports.services import cooperation as services
from reports.services.cooperation import (
    LIFETIME,
    InvitationRefused,
    NotAMember,
    invite,
    join,
    leave,
    start_cooperation,
    take_back,
)
from tests.make import client_of, make_municipality, make_staff_member
from tests.reports.cooperating import boss_of, cooperate, make_towns
from tests.reports.histories import local
from tests.reports.test_pages import text_of

pytestmark = pytest.mark.django_db

AT = local("2026-06-10 14:30")
SECOND = timedelta(seconds=1)
NAME = "Familjehemmen i Göinge"
ALL = "/desk/rapport/samarbete/"
JOIN = f"{ALL}ga-med/"
REFUSED = "Inbjudningskod: den här gäller inte. Be din kollega om en ny."


@pytest.fixture(autouse=True)
def _in_june():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def towns():
    return make_towns("Broby kommun", "Osby kommun")


@pytest.fixture
def bosses(towns):
    return [boss_of(town) for town in towns]


@pytest.fixture
def desks(bosses):
    return [client_of(boss) for boss in bosses]


def start(town, boss):
    return start_cooperation(town, NAME, by=boss, at=AT)


def page_of(cooperation):
    return reverse("reports:cooperation", args=[cooperation.pk])


def code_from(towns, bosses, at=AT):
    cooperation = start(towns[0], bosses[0])
    return invite(cooperation, towns[0], uuid.uuid4(), by=bosses[0], at=at)


def present(cooperation):
    rows = CooperationMember.objects.present().filter(cooperation=cooperation)
    return set(rows.values_list("municipality__name", flat=True))


def asked_to_join(desk, code):
    return desk.post(JOIN, {"code": code})


def test_two_managers_come_together_by_a_code(towns, desks):
    first, second = desks
    answer = first.post(ALL, {"name": NAME}, follow=True)
    assert "Familjehemmen i Göinge har börjat." in text_of(answer)
    page = answer.request["PATH_INFO"]
    assert "Ni är ensamma än så länge." in text_of(answer)
    key = re.search(r'name="form_key" value="([^"]+)"', answer.content.decode())[1]
    shown = text_of(first.post(f"{page}bjud-in/", {"form_key": key}))
    code = re.search(r"\b(?:[2-9A-Z]{4}-){3}[2-9A-Z]{4}\b", shown)[0]
    before = text_of(asked_to_join(second, code.lower().replace("-", " ")))
    assert "Gå med i Familjehemmen i Göinge?" in before
    assert "Broby kommun" in before
    assert "Vad Osby kommun delar med dem" in before
    assert present(Cooperation.objects.get()) == {"Broby kommun"}
    joined = second.post(f"{JOIN}ja/", {"code": code}, follow=True)
    assert "Nu är ni med i Familjehemmen i Göinge." in text_of(joined)
    assert present(Cooperation.objects.get()) == {"Broby kommun", "Osby kommun"}


def test_what_was_done_is_in_the_audit_of_the_municipality_that_did_it(towns, bosses):
    code = code_from(towns, bosses)
    cooperation = join(code, towns[1], by=bosses[1], at=AT)
    unused = invite(cooperation, towns[1], uuid.uuid4(), by=bosses[1], at=AT)
    invitation = Invitation.objects.get(code_hash=hash_of(unused))
    take_back(invitation, by=bosses[1], at=AT)
    leave(cooperation, towns[1], by=bosses[1], at=AT)
    entries = Entry.objects.exclude(action__startswith="logged").order_by("pk")
    assert [(each.action, each.municipality_id, each.actor_id) for each in entries] == [
        ("started-cooperation", towns[0].pk, bosses[0].pk),
        ("invited-to-cooperation", towns[0].pk, bosses[0].pk),
        ("joined-cooperation", towns[1].pk, bosses[1].pk),
        ("invited-to-cooperation", towns[1].pk, bosses[1].pk),
        ("took-back-invitation", towns[1].pk, bosses[1].pk),
        ("left-cooperation", towns[1].pk, bosses[1].pk),
    ]


def test_the_same_name_sent_twice_starts_one(towns, desks):
    for _ in range(2):
        desks[0].post(ALL, {"name": NAME})
    assert Cooperation.objects.count() == 1


def test_another_municipality_may_have_one_of_the_same_name(desks):
    for desk in desks:
        desk.post(ALL, {"name": NAME})
    assert Cooperation.objects.count() == 2


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("", "Samarbetets namn: skriv ett."),
        ("\u200b ", "Samarbetets namn: skriv ett."),
        ("x" * 81, "skriv högst 80 tecken. Du skrev 81."),
    ],
)
def test_a_name_that_is_none_is_told(desks, name, said):
    answer = desks[0].post(ALL, {"name": name})
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert not Cooperation.objects.exists()


def test_the_same_form_sent_twice_shows_the_same_code(towns, bosses, desks):
    page = page_of(start(towns[0], bosses[0]))
    key = uuid.uuid4()
    answers = [
        text_of(desks[0].post(f"{page}bjud-in/", {"form_key": key})) for _ in range(2)
    ]
    codes = [
        re.search(r"\b(?:[2-9A-Z]{4}-){3}[2-9A-Z]{4}\b", each)[0] for each in answers
    ]
    assert codes[0] == codes[1]
    assert Invitation.objects.count() == 1


def test_only_the_hash_of_a_code_is_kept(towns, bosses):
    code = code_from(towns, bosses)
    row = str(Invitation.objects.values().get())
    assert hash_of(code) in row
    assert code not in row
    assert code.replace("-", "") not in row


def test_a_form_whose_code_is_spent_gives_none(towns, bosses, desks):
    cooperation, key = start(towns[0], bosses[0]), uuid.uuid4()
    invite(cooperation, towns[0], key, by=bosses[0], at=AT - LIFETIME - SECOND)
    address = f"{page_of(cooperation)}bjud-in/"
    answer = desks[0].post(address, {"form_key": key}, follow=True)
    assert "Den koden gäller inte längre. Gör en ny." in text_of(answer)


def test_a_form_without_its_key_makes_no_code(towns, bosses, desks):
    page = page_of(start(towns[0], bosses[0]))
    answer = desks[0].post(f"{page}bjud-in/", {"form_key": "x"})
    assert (answer.status_code, answer["Location"]) == (302, page)
    assert not Invitation.objects.exists()


def spend(towns, bosses):
    code = code_from(towns, bosses)
    join(code, make_municipality(), by=boss_of(make_municipality()), at=AT)
    return code


def expire(towns, bosses):
    return code_from(towns, bosses, at=AT - LIFETIME)


def revoke(towns, bosses):
    code = code_from(towns, bosses)
    take_back(Invitation.objects.get(), by=bosses[0], at=AT)
    return code


def orphan(towns, bosses):
    code = code_from(towns, bosses)
    leave(Cooperation.objects.get(), towns[0], by=bosses[0], at=AT)
    return code


def invent(_towns, _bosses):
    return code_for(1, 1, uuid.uuid4())


WRONG = [spend, expire, revoke, orphan, invent]


@pytest.mark.parametrize("make_wrong", WRONG, ids=lambda each: each.__name__)
@pytest.mark.parametrize("address", [JOIN, f"{JOIN}ja/"])
def test_a_code_that_does_not_hold_tells_nothing(
    towns, bosses, desks, make_wrong, address
):
    code = make_wrong(towns, bosses)
    answers = [desks[1].post(address, {"code": each}) for each in (code, "ABCD")]
    texts = [
        re.sub(r"\S*token\S*|value=\"[^\"]*\"", "", text_of(each)) for each in answers
    ]
    assert {each.status_code for each in answers} == {422}
    assert texts[0] == texts[1]
    assert REFUSED in texts[0]
    assert towns[0].name not in answers[0].content.decode()
    assert towns[1].name not in present(Cooperation.objects.first())


def test_a_code_holds_until_fourteen_days_are_over(towns, bosses):
    code = code_from(towns, bosses)
    late = AT + LIFETIME
    with pytest.raises(InvitationRefused):
        join(code, towns[1], by=bosses[1], at=late)
    join(code, towns[1], by=bosses[1], at=late - SECOND)


def test_nothing_typed_is_no_code(desks):
    answer = asked_to_join(desks[1], "")
    assert answer.status_code == 422
    assert "Inbjudningskod: skriv den." in text_of(answer)
    assert desks[1].post(f"{JOIN}ja/", {}).status_code == 422


def test_joining_sent_twice_joins_once(towns, bosses, desks):
    code = code_from(towns, bosses)
    answers = [desks[1].post(f"{JOIN}ja/", {"code": code}) for _ in range(2)]
    page = page_of(Cooperation.objects.get())
    assert [each["Location"] for each in answers] == [page, page]
    assert CooperationMember.objects.count() == 2
    assert Entry.objects.filter(action="joined-cooperation").count() == 1


def test_a_member_that_types_another_code_spends_none(towns, bosses, desks):
    cooperation = start(towns[0], bosses[0])
    code = invite(cooperation, towns[0], uuid.uuid4(), by=bosses[0], at=AT)
    answer = asked_to_join(desks[0], code)
    assert answer["Location"] == page_of(cooperation)
    join(code, towns[0], by=bosses[0], at=AT)
    assert Invitation.objects.living(AT).count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("same", [True, False], ids=["one town", "two towns"])
def test_of_two_who_use_a_code_at_once_one_is_let_in(same):
    first, *others = make_towns("Broby", "Osby", "Höör")
    boss = boss_of(first)
    cooperation = start(first, boss)
    code = invite(cooperation, first, uuid.uuid4(), by=boss, at=AT)
    chosen = [others[0], others[0 if same else 1]]
    bosses = [boss_of(town) for town in chosen]

    def use(number):
        try:
            return join(code, chosen[number], by=bosses[number], at=AT)
        except InvitationRefused:
            return None
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(use, range(2)))
    assert answers.count(cooperation) == (2 if same else 1)
    assert len(present(cooperation)) == 2


@pytest.mark.django_db(transaction=True)
def test_of_two_forms_at_once_one_cooperation_begins():
    town = make_municipality()
    boss = boss_of(town)

    def begin(_number):
        try:
            return start(town, boss)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        assert len(set(pool.map(begin, range(2)))) == 1
    assert Cooperation.objects.count() == 1


def test_who_left_sees_nothing_and_gives_nothing(towns, desks):
    cooperation = cooperate(*towns)
    page = page_of(cooperation)
    report = reverse("reports:joint", args=[cooperation.pk, 2026, 3])
    answer = desks[1].post(f"{page}lamna/", follow=True)
    assert "Ni har lämnat Familjehemmen i Göinge." in text_of(answer)
    for address in (page, report, f"{report}siffror.csv"):
        assert desks[1].get(address).status_code == 404
    assert present(cooperation) == {"Broby kommun"}
    assert "Osby" not in text_of(desks[0].get(page))
    assert "Osby" not in text_of(desks[0].get(report))


def test_leaving_takes_every_file_with_the_members_figures_away(towns, bosses, desks):
    cooperation = cooperate(*towns)
    other = cooperate(towns[0], make_municipality(name="Hörby"), name="Ringen")
    for each in (cooperation, other):
        address = reverse("reports:joint_export", args=[each.pk, 2026, 3])
        desks[0].post(address, {"form": "joint-workbook"})
    leave(cooperation, towns[1], by=bosses[1], at=AT)
    left = Export.objects.values_list("parameters__cooperation", flat=True)
    assert list(left) == [other.pk]


def test_leaving_ends_the_codes_that_one_has_told(towns, bosses):
    cooperation = cooperate(*towns)
    code = invite(cooperation, towns[1], uuid.uuid4(), by=bosses[1], at=AT)
    leave(cooperation, towns[1], by=bosses[1], at=AT)
    third = make_municipality()
    with pytest.raises(InvitationRefused):
        join(code, third, by=boss_of(third), at=AT)


def test_a_code_once_used_does_not_lead_back_in(towns, bosses):
    code = code_from(towns, bosses)
    cooperation = join(code, towns[1], by=bosses[1], at=AT)
    leave(cooperation, towns[1], by=bosses[1], at=AT)
    with pytest.raises(InvitationRefused):
        join(code, towns[1], by=bosses[1], at=AT)


def test_who_left_may_be_invited_again(towns, bosses):
    cooperation = cooperate(*towns)
    leave(cooperation, towns[1], by=bosses[1], at=AT)
    code = invite(cooperation, towns[0], uuid.uuid4(), by=bosses[0], at=AT)
    join(code, towns[1], by=bosses[1], at=AT)
    assert present(cooperation) == {"Broby kommun", "Osby kommun"}


def test_leaving_sent_twice_leaves_once(towns, bosses, desks):
    cooperation = cooperate(*towns)
    for _ in range(2):
        desks[1].post(f"{page_of(cooperation)}lamna/")
    assert Entry.objects.filter(action="left-cooperation").count() == 1
    with pytest.raises(NotAMember):
        leave(cooperation, towns[1], by=bosses[1], at=AT)


def test_who_left_a_moment_ago_is_told_so_kindly(towns, desks, monkeypatch):
    cooperation = cooperate(*towns)

    def too_late(*_args, **_options):
        raise NotAMember

    monkeypatch.setattr(services, "leave", too_late)
    monkeypatch.setattr(services, "invite", too_late)
    page = page_of(cooperation)
    assert desks[1].post(f"{page}lamna/")["Location"] == ALL
    sent = desks[1].post(f"{page}bjud-in/", {"form_key": uuid.uuid4()})
    assert sent["Location"] == page


def test_a_code_is_taken_back_once(towns, bosses, desks):
    cooperation = start(towns[0], bosses[0])
    invite(cooperation, towns[0], uuid.uuid4(), by=bosses[0], at=AT)
    number = Invitation.objects.get().pk
    address = reverse("reports:invitation_take_back", args=[cooperation.pk, number])
    said = text_of(desks[0].post(address, follow=True))
    assert "Koden släpper inte in någon längre." in said
    assert "gäller till" not in said
    desks[0].post(address)
    assert Entry.objects.filter(action="took-back-invitation").count() == 1


def test_only_who_invited_sees_and_takes_back_the_code(towns, bosses, desks):
    cooperation = cooperate(*towns)
    invite(cooperation, towns[0], uuid.uuid4(), by=bosses[0], at=AT)
    number = Invitation.objects.living(AT).get().pk
    page = page_of(cooperation)
    assert "gäller till" in text_of(desks[0].get(page))
    assert "gäller till" not in text_of(desks[1].get(page))
    address = reverse("reports:invitation_take_back", args=[cooperation.pk, number])
    assert desks[1].post(address).status_code == 404


@pytest.mark.parametrize("role", [Role.RECRUITER, Role.COMMUNICATOR])
def test_only_managers_and_administrators_decide(towns, role):
    cooperation = cooperate(*towns)
    desk = client_of(make_staff_member(towns[0], role))
    page = page_of(cooperation)
    for address in (ALL, JOIN, page):
        assert desk.get(address).status_code == 403
    for address in (ALL, f"{JOIN}ja/", f"{page}bjud-in/", f"{page}lamna/"):
        assert desk.post(address).status_code == 403


def test_an_administrator_decides_too(towns):
    desk = client_of(make_staff_member(towns[0], Role.ADMINISTRATOR))
    desk.post(ALL, {"name": NAME})
    assert present(Cooperation.objects.get()) == {"Broby kommun"}


def test_a_stranger_to_a_cooperation_finds_none(towns):
    cooperation = cooperate(*towns, name="Ringen")
    desk = client_of(boss_of(make_municipality()))
    assert "Ringen" not in text_of(desk.get(ALL))
    page = page_of(cooperation)
    assert desk.get(page).status_code == 404
    for ending in ("bjud-in/", "lamna/"):
        assert desk.post(f"{page}{ending}").status_code == 404
    assert len(present(cooperation)) == 2


def test_the_names_of_who_joined_stay_at_home(towns):
    cooperation = cooperate(*towns)
    for each in CooperationMember.objects.all():
        each.joined_by.display_name = f"Chefen {each.municipality.name}"
        each.joined_by.save()
    desk = client_of(boss_of(towns[0]))
    assert "Chefen Osby" not in text_of(desk.get(page_of(cooperation)))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"left_at": AT - SECOND}, "member_left_after_it_joined"),
        ({"left_at": AT + SECOND, "left_by": None}, "somebody_said_that_it_left"),
    ],
)
def test_the_database_keeps_memberships_possible(towns, bosses, changes, said):
    start(towns[0], bosses[0])
    fields = {"left_by": bosses[0], **changes}
    with pytest.raises(IntegrityError, match=said):
        CooperationMember.objects.update(**fields)


def test_the_database_lets_nobody_in_twice(towns, bosses):
    cooperation = start(towns[0], bosses[0])
    row = {"cooperation": cooperation, "municipality": towns[0], "joined_at": AT}
    with (
        transaction.atomic(),
        pytest.raises(IntegrityError, match="cooperation_member_once"),
    ):
        CooperationMember.objects.create(joined_by=bosses[0], **row)
