"""Letters to ambassadors: to whom and why not, once, in minutes that can be stopped."""

from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from audit.models import Entry
from campaigns.letter_recipients import Reason, recipients_of
from campaigns.letter_text import unknown_marks, with_counts, written_to
from campaigns.models import Activity, Ambassador, Letter, LetterCopy
from campaigns.services.ambassadors import move_ambassador
from campaigns.services.letters import (
    AlreadySent,
    NobodyToSendTo,
    NothingWaits,
    change_letter,
    send_letter,
    stop_letter,
    write_anew,
)
from campaigns.services.unsubscribing import unsubscribe
from messaging.delivery import deliver_due
from messaging.models import Message
from tests.make import (
    NOON,
    client_of,
    make_ambassador,
    make_inquiry,
    make_municipality,
    make_staff_member,
)

pytestmark = pytest.mark.django_db
LETTERS = "/desk/kampanjer/ambassadorer/brev/"
BODY = "Hej {namn}!\n\n{antal} har hört av sig via {länk} i år.\n\nTack!"


@pytest.fixture
def town():
    return make_municipality(name="Ekebacka kommun", domain="ekebacka.se")


@pytest.fixture
def maria(town):
    return make_staff_member(town, "communicator", display_name="Maria Lind")


@pytest.fixture
def client(maria):
    return client_of(maria)


@pytest.fixture
def home(town):
    return make_ambassador(town, name="Anna och Per", email="hem@example.se")


@pytest.fixture
def letter(town):
    return Letter.objects.create(
        municipality=town, subject="Tack för i år", body=BODY, made_at=NOON
    )


def text_of(page):
    return page.content.decode()


def read_by(home, letter):
    homes = with_counts(Ambassador.objects.filter(pk=home.pk), NOON)
    return written_to(homes.select_related("activity__municipality").get(), letter)


class TestTheText:
    def test_name_count_and_link_are_put_in(self, home, letter):
        for _ in range(5):
            make_inquiry(home.municipality, activity=home.activity)
        make_inquiry(home.municipality, activity=home.activity, stage="spam")
        old = NOON.replace(year=2024)
        make_inquiry(home.municipality, activity=home.activity, received_at=old)
        link = f"https://ekebacka.se/t/{home.activity.code}"
        assert read_by(home, letter).body == (
            f"Hej Anna och Per!\n\n5 har hört av sig via {link} i år.\n\nTack!"
        )

    @pytest.mark.parametrize("number", [0, 1, 4])
    def test_few_are_never_told_as_they_are(self, home, letter, number):
        for _ in range(number):
            make_inquiry(home.municipality, activity=home.activity)
        assert "färre än 5 har hört av sig" in read_by(home, letter).body

    def test_a_home_that_reads_english_gets_english_where_there_is_any(
        self, home, letter
    ):
        home.language = "en"
        home.save()
        assert read_by(home, letter).subject == "Tack för i år"
        letter.subject_en, letter.body_en = "Thank you", "{antal} came by {länk}."
        written = read_by(home, letter)
        assert (written.language, written.subject) == ("en", "Thank you")
        assert written.body.startswith("fewer than 5 came by https://ekebacka.se/en/t/")

    def test_a_name_is_never_taken_for_a_mark(self, home, letter):
        home.name = "{länk} & {antal}"
        home.save()
        assert "Hej {länk} & {antal}!" in read_by(home, letter).body

    def test_marks_that_mean_nothing_are_found(self):
        assert unknown_marks("{namn} {nman} {länk} {family-link}") == [
            "{nman}",
            "{family-link}",
        ]


class TestWhoGetsIt:
    def test_everybody_stands_somewhere_with_a_reason(self, town, letter, maria):
        mail = make_ambassador(town)
        post = make_ambassador(town, email="", postal_lines="Storgatan 1")
        nowhere = make_ambassador(town, email="")
        resting, gone = make_ambassador(town), make_ambassador(town)
        move_ambassador(resting, "paused", by=maria, at=NOON)
        move_ambassador(gone, "retired", by=maria, at=NOON)
        silent = make_ambassador(town)
        unsubscribe(silent, at=NOON)
        make_ambassador()
        found = recipients_of(letter, NOON)
        assert (found.by_email, found.by_post) == ([mail], [post])
        assert dict(found.left_out) == {
            nowhere: Reason.NO_ADDRESS,
            resting: Reason.PAUSED,
            gone: Reason.RETIRED,
            silent: Reason.UNSUBSCRIBED,
        }

    def test_the_page_names_them_and_shows_how_it_reads(
        self, client, town, letter, home
    ):
        make_ambassador(town, name="Familjen Ek", email="")
        post = make_ambassador(town, name="Åsa", email="", postal_lines="Storgatan 1")
        address = reverse("campaigns:letter", args=[letter.pk])
        page = text_of(client.get(address))
        assert "Hej Anna och Per!" in page
        assert "Varken e-post eller postadress" in page
        assert "Familjen Ek" in page
        assert "Skicka till 1 hem" in page
        assert "Hej Åsa!" in text_of(client.get(f"{address}?till={post.pk}"))
        assert "Hej Anna och Per!" in text_of(client.get(f"{address}?till=x"))

    def test_without_anybody_nothing_can_be_sent(self, client, letter, maria):
        address = reverse("campaigns:letter", args=[letter.pk])
        assert "Inget hem kan få det." in text_of(client.get(address))
        with pytest.raises(NobodyToSendTo):
            send_letter(letter, by=maria, at=NOON)
        sent = client.post(address + "skicka/", follow=True)
        assert "Inget hem kan få det" in text_of(sent)


class TestSending:
    def test_a_message_for_each_home_waits_a_minute(
        self, home, letter, maria, settings
    ):
        settings.SEND_DELAY = timezone.timedelta(seconds=60)
        send_letter(letter, by=maria, at=NOON)
        message = Message.objects.get()
        assert message.recipient == "hem@example.se"
        assert message.recipient_key == f"ambassador:{home.pk}"
        assert (message.not_before - NOON).total_seconds() == 60
        assert message.heading == "Tack för i år"
        assert message.body.startswith("Hej Anna och Per!")
        assert message.body.endswith("{unsubscribe-link}")
        letter.refresh_from_db()
        assert (letter.sent_at, letter.sent_by) == (NOON, maria)
        assert Entry.objects.about(letter).get().action == "sent-letter"

    def test_twice_is_refused(self, client, home, letter, maria):
        send_letter(letter, by=maria, at=NOON)
        with pytest.raises(AlreadySent):
            send_letter(letter, by=maria, at=NOON)
        for name in ("letter_send", "letter_edit"):
            answer = client.post(
                reverse(f"campaigns:{name}", args=[letter.pk]), follow=True
            )
            assert "redan skickat" in text_of(answer)
        assert Message.objects.count() == 1

    def test_and_by_the_database_too(self, home, letter, maria):
        send_letter(letter, by=maria, at=NOON)
        with pytest.raises(IntegrityError, match="letter_to_each_once"):
            LetterCopy.objects.create(
                municipality=letter.municipality,
                letter=letter,
                ambassador=home,
                way="email",
            )

    @pytest.mark.django_db(transaction=True)
    def test_ten_presses_at_once_send_one_letter_to_each(self):
        town = make_municipality()
        maria = make_staff_member(town, "communicator")
        for _ in range(3):
            make_ambassador(town)
        letter = Letter.objects.create(
            municipality=town, subject="Tack", body="Hej", made_at=NOON
        )

        def press(_number):
            try:
                send_letter(letter, by=maria, at=NOON)
            except AlreadySent:
                return 0
            finally:
                connection.close()
            return 1

        with ThreadPoolExecutor(5) as threads:
            assert sum(threads.map(press, range(10))) == 1
        assert Message.objects.count() == LetterCopy.objects.count() == 3

    def test_where_it_breaks_down_nothing_is_written(
        self, home, letter, maria, monkeypatch
    ):
        def fail(*args, **options):
            raise RuntimeError

        monkeypatch.setattr("campaigns.services.letters.record", fail)
        with pytest.raises(RuntimeError):
            send_letter(letter, by=maria, at=NOON)
        assert not Message.objects.exists()
        assert not LetterCopy.objects.exists()

    def test_two_thousand_take_as_many_statements_as_a_few_batches(
        self, town, letter, maria, home
    ):
        activity = home.activity
        template = {
            "municipality": town,
            "campaign": activity.campaign,
            "channel": activity.channel,
            "starts_on": activity.starts_on,
        }
        activities = Activity.objects.bulk_create(
            Activity(name="x", code=f"kod{number}", **template)
            for number in range(1999)
        )
        Ambassador.objects.bulk_create(
            Ambassador(
                municipality=town,
                activity=each,
                name=f"Hem {each.code}",
                email=f"{each.code}@example.se",
                added_at=NOON,
            )
            for each in activities
        )
        with CaptureQueriesContext(connection) as captured:
            send_letter(letter, by=maria, at=NOON)
        assert Message.objects.count() == 2000
        assert len(captured) <= 20


class TestLeaving:
    def deliver(self, carry, *script):
        carrier = carry(*script)
        deliver_due(timezone.now())
        return carrier

    @pytest.fixture
    def town(self):
        quiet = timezone.datetime.min.time()
        return make_municipality(quiet_from=quiet, quiet_until=quiet)

    def test_it_carries_its_way_out_in_text_and_head(
        self, home, letter, maria, mailoutbox
    ):
        send_letter(letter, by=maria, at=NOON)
        deliver_due(timezone.now())
        (mail,) = mailoutbox
        (link,) = [word for word in mail.body.split() if "/utskick/" in word]
        assert mail.extra_headers["List-Unsubscribe"] == f"<{link}>"
        assert mail.extra_headers["List-Unsubscribe-Post"] == (
            "List-Unsubscribe=One-Click"
        )
        message = Message.objects.get()
        assert message.status == "sent"
        assert link not in message.body

    def test_other_mails_carry_none(self, town, mailoutbox):
        Message.objects.create(
            municipality=town,
            kind="receipt",
            subject_type="inquiry",
            subject_id=1,
            step="received",
            channel="email",
            recipient_key="family",
            recipient="anna@example.se",
            heading="Tack",
            body="Hej",
            not_before=NOON,
            created_at=NOON,
        )
        deliver_due(timezone.now())
        assert "List-Unsubscribe" not in mailoutbox[0].extra_headers

    @pytest.mark.parametrize("change", ["unsubscribed", "paused", "erased"])
    def test_whoever_has_said_no_meanwhile_gets_nothing(
        self, home, letter, maria, mailoutbox, change
    ):
        send_letter(letter, by=maria, at=NOON)
        if change == "unsubscribed":
            unsubscribe(home, at=NOON)
        else:
            move_ambassador(home, "paused", by=maria, at=NOON)
        deliver_due(timezone.now())
        assert not mailoutbox
        assert Message.objects.get().status == "cancelled"


class TestStopping:
    def test_what_waits_is_stopped(self, client, home, letter, maria):
        send_letter(letter, by=maria, at=NOON)
        answer = client.post(
            reverse("campaigns:letter_stop", args=[letter.pk]), follow=True
        )
        assert "1 brev är stoppat." in text_of(answer)
        assert Message.objects.get().status == "cancelled"

    def test_there_is_nothing_to_stop_before_or_after(
        self, client, home, letter, maria
    ):
        with pytest.raises(NothingWaits):
            stop_letter(letter, by=maria, at=NOON)
        send_letter(letter, by=maria, at=NOON)
        Message.objects.update(status="sent", sent_at=NOON)
        with pytest.raises(NothingWaits):
            stop_letter(letter, by=maria, at=NOON)
        answer = client.post(
            reverse("campaigns:letter_stop", args=[letter.pk]), follow=True
        )
        assert "inget kvar att stoppa" in text_of(answer)

    def test_mended_it_goes_only_to_those_who_had_not_got_it(
        self, town, home, letter, maria
    ):
        late = make_ambassador(town)
        send_letter(letter, by=maria, at=NOON)
        first = Message.objects.filter(recipient_key=f"ambassador:{home.pk}")
        first.update(status="sent", sent_at=NOON)
        stop_letter(letter, by=maria, at=NOON)
        mended = write_anew(letter, by=maria, at=NOON)
        assert write_anew(letter, by=maria, at=NOON) == mended
        found = recipients_of(mended, NOON)
        assert found.by_email == [late]
        assert found.left_out == [(home, Reason.HAD_IT)]

    def test_next_year_s_letter_goes_to_all(self, client, home, letter, maria):
        send_letter(letter, by=maria, at=NOON)
        answer = client.post(reverse("campaigns:letter_anew", args=[letter.pk]))
        new = Letter.objects.exclude(pk=letter.pk).get()
        assert answer["Location"] == reverse("campaigns:letter_edit", args=[new.pk])
        assert (new.subject, new.replaces) == (letter.subject, None)
        assert recipients_of(new, NOON).by_email == [home]


class TestWhatBecameOfIt:
    def test_the_page_counts_and_names_what_did_not_arrive(
        self, client, town, letter, maria
    ):
        homes = [make_ambassador(town, name=f"Hem {n}") for n in range(4)]
        make_ambassador(town, email="", postal_lines="Storgatan 1")
        send_letter(letter, by=maria, at=NOON)
        for home, status, fault in zip(
            homes[:3],
            ("sent", "dead", "dead"),
            ("", "bounced:5.1.1", "refused:550"),
            strict=True,
        ):
            Message.objects.filter(recipient_key=f"ambassador:{home.pk}").update(
                status=status, last_error=fault, sent_at=NOON
            )
        page = text_of(client.get(reverse("campaigns:letter", args=[letter.pk])))
        assert "<b>1</b> väntar" in page
        assert "<b>1</b> skickade" in page
        assert "<b>2</b> kom inte fram" in page
        assert "<b>1</b> att skriva ut och posta" in page
        assert "Mejlet kom tillbaka" in page
        assert "Hem 1" in page
        assert "Hem 0" not in page

    def test_letters_to_post_are_printed_one_to_a_page(
        self, client, town, letter, maria
    ):
        for name in ("Anna och Per", "Familjen Ek"):
            make_ambassador(
                town, name=name, email="", postal_lines="Storgatan 1\n123 45 Ekebacka"
            )
        send_letter(letter, by=maria, at=NOON)
        answer = client.get(reverse("campaigns:letter_print", args=[letter.pk]))
        pages = [
            each.extract_text() for each in PdfReader(BytesIO(answer.content)).pages
        ]
        assert len(pages) == 2
        assert "Anna och Per\nStorgatan 1\n123 45 Ekebacka" in pages[0]
        assert "Hej Anna och Per!" in pages[0]
        assert "Hej Familjen Ek!" in pages[1]
        assert "{" not in pages[0]

    def test_the_list_shows_how_each_stands(self, client, town, home, letter, maria):
        Letter.objects.create(
            municipality=town, subject="Utkastet", body="x", made_at=NOON
        )
        send_letter(letter, by=maria, at=NOON)
        stop_letter(letter, by=maria, at=NOON)
        page = text_of(client.get(LETTERS))
        assert "Utkast" in page
        assert "Stoppat" in page
        assert "Inga brev än." in text_of(
            client_of(make_staff_member(role="manager")).get(LETTERS)
        )


class TestWritingOne:
    def test_it_is_saved_and_nothing_is_sent(self, client, home):
        typed = {"subject": "Tack", "body": "Hej {namn}!"}
        answer = client.post(f"{LETTERS}nytt/", typed)
        letter = Letter.objects.get()
        assert answer["Location"] == reverse("campaigns:letter", args=[letter.pk])
        assert not Message.objects.exists()

    @pytest.mark.parametrize(
        ("typed", "told"),
        [
            ({"subject": ""}, "Ämne: skriv ett."),
            (
                {"subject": "Till våra familjehem"},
                "Ämne: det avslöjar vad saken gäller",
            ),
            ({"body": "Hej {nman}!"}, "Text: {nman} betyder ingenting."),
            ({"subject_en": "Thanks"}, "Skriv både ämne och text på engelska"),
            (
                {"subject_en": "To foster homes", "body_en": "x"},
                "Ämne på engelska: det avslöjar",
            ),
            (
                {"subject_en": "Hi", "body_en": "{name}"},
                "Text på engelska: {name} betyder ingenting.",
            ),
        ],
    )
    def test_what_is_wrong_is_told(self, client, typed, told):
        typed = {"subject": "Tack", "body": "Hej på er alla", **typed}
        answer = client.post(f"{LETTERS}nytt/", typed)
        assert answer.status_code == 422
        assert told in text_of(answer)

    def test_a_change_is_saved_until_it_is_sent(self, client, home, letter, maria):
        typed = {"subject": "Tack!", "body": BODY}
        client.post(reverse("campaigns:letter_edit", args=[letter.pk]), typed)
        letter.refresh_from_db()
        assert letter.subject == "Tack!"
        entry = Entry.objects.about(letter).get(action="changed-letter")
        assert entry.fields == ["subject"]
        send_letter(letter, by=maria, at=NOON)
        with pytest.raises(AlreadySent):
            change_letter(letter, {"subject": "x"}, by=maria, at=NOON)

    def test_what_was_sent_stands_in_the_database(self, home, letter, maria):
        send_letter(letter, by=maria, at=NOON)
        with pytest.raises(Exception, match="stands"):
            Letter.objects.filter(pk=letter.pk).update(body="x")
