import psycopg2
import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore
from django.db import DatabaseError, IntegrityError, InterfaceError, OperationalError

from organisation.outage import is_outage
from tests.make import make_municipality


def raised(error, cause=None):
    try:
        raise error from cause
    except Exception as caught:
        return caught


def broken_in_the_middle():
    return raised(DatabaseError("server closed the connection"), psycopg2.Error())


@pytest.mark.parametrize(
    "error", [OperationalError(), InterfaceError(), broken_in_the_middle()]
)
def test_a_connection_that_breaks_is_an_outage(error):
    assert is_outage(error)


@pytest.mark.parametrize(
    "error",
    [
        None,
        ValueError(),
        raised(IntegrityError(), psycopg2.IntegrityError()),
        DatabaseError("Forced update did not affect any rows."),
    ],
)
def test_everything_else_is_none(error):
    assert not is_outage(error)


def fail_to_save(error):
    """As Django's session store does, whatever the reason."""

    def save(self, **_options):
        try:
            raise error
        except DatabaseError:
            raise UpdateError  # noqa: B904 -- its context is what counts

    return save


@pytest.mark.django_db
@pytest.mark.parametrize("error", [OperationalError(), broken_in_the_middle()])
def test_a_session_that_cannot_be_saved_now_keeps_what_was_typed(
    client, monkeypatch, error
):
    make_municipality()
    client.get("/intresse/")
    monkeypatch.setattr(SessionStore, "save", fail_to_save(error))
    response = client.post("/intresse/", {"wanted_assignments": "foster_home"})
    assert response.status_code == 503
    assert 'name="wanted_assignments" value="foster_home"' in response.content.decode()


@pytest.mark.django_db
def test_a_session_that_somebody_ended_meanwhile_is_a_bad_request(client, monkeypatch):
    make_municipality()
    client.get("/intresse/")
    gone = DatabaseError("Forced update did not affect any rows.")
    monkeypatch.setattr(SessionStore, "save", fail_to_save(gone))
    response = client.post("/intresse/", {"wanted_assignments": "foster_home"})
    assert response.status_code == 400
