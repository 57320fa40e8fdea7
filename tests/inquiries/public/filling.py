"""A family that fills in the form, page by page."""

import re

WHAT, WHO, WHEN = "/intresse/", "/intresse/kontakt/", "/intresse/tid/"
EXPRESS = "/ring-mig/"
ANNA = {"name": "Anna Holm", "phone": "070-174 06 12", "language": "sv"}
TOKEN = re.compile(r'name="form" value="([^"]+)"')
CSRF = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


def token_in(page):
    found = TOKEN.search(page.content.decode())
    assert found is not None, page.content.decode()
    return found[1]


def csrf_in(page):
    found = CSRF.search(page.content.decode())
    assert found is not None
    return found[1]


def to_last_page(client, *, start=WHAT, **answers):
    """Fill in the first two pages and give the third."""
    page = client.get(start)
    wanted = answers.pop("wanted_assignments", ["foster_home"])
    typed = {"form": token_in(page), "wanted_assignments": wanted}
    page = client.post(WHAT, typed, follow=True)
    typed = {"form": token_in(page), **ANNA, **answers}
    page = client.post(WHO, typed, follow=True)
    assert page.status_code == 200, page.content.decode()
    return page


def send(client, page, **answers):
    return client.post(WHEN, {"form": token_in(page), "wish": "soon", **answers})


def fill_in(client, *, wish="soon", **answers):
    """Fill in all of it and give the answer to the last page: the receipt's address."""
    return send(client, to_last_page(client, **answers), wish=wish)
