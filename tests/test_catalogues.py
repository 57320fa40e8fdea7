import pytest
from babel.messages.catalog import Catalog
from django.core.management import CommandError, call_command

from recruitment import catalogues


def test_every_text_stands_in_swedish_and_none_is_fuzzy():
    faults = catalogues.faults()
    assert not faults, "\n".join([f"{len(faults)} faults", *faults])


@pytest.fixture
def catalogue_of(tmp_path, monkeypatch):
    """An app `shop` of its own, with one Python file and one template."""
    (tmp_path / "shop").mkdir()
    (tmp_path / "templates" / "shop").mkdir(parents=True)
    monkeypatch.setattr(catalogues, "ROOT", tmp_path)
    monkeypatch.setattr(catalogues, "apps", lambda: ["shop"])

    def write(python="", template=""):
        (tmp_path / "shop" / "words.py").write_text(python)
        (tmp_path / "templates" / "shop" / "page.html").write_text(template)
        return "shop"

    return write


def test_texts_are_found_in_code_and_templates(catalogue_of):
    app = catalogue_of(
        python='_("One")\nngettext("a day", "%(n)s days", n)\n'
        'pgettext("verb", "Call")\n',
        template="{% translate 'Two' %}\n  <p>Not marked, Åsa’s “own”</p>\n"
        "{% blocktranslate count n=n %}{{ n }} home{% plural %}{{ n }} homes"
        "{% endblocktranslate %}",
    )
    found = [(text.msgid, text.context) for text in catalogues.texts_of(app)]
    assert found == [
        ("One", None),
        (("a day", "%(n)s days"), None),
        ("Call", "verb"),
        ("Two", None),
        (("%(n)s home", "%(n)s homes"), None),
    ]


def test_a_computed_text_is_passed_over(catalogue_of):
    app = catalogue_of(python="_(words)\n")
    assert list(catalogues.texts_of(app)) == []


def test_an_update_keeps_what_is_translated_and_drops_what_is_gone(catalogue_of):
    app = catalogue_of(python='_("Yes")\n_("Gone")\n')
    assert catalogues.update(app) == 2
    path = catalogues.catalogue_path(app)
    path.write_text(path.read_text().replace('"Yes"\nmsgstr ""', '"Yes"\nmsgstr "Ja"'))
    catalogue_of(python='_("Yes")\n_("New")\n')
    assert catalogues.update(app) == 1
    catalogue = catalogues.read(path)
    assert {message.id: message.string for message in catalogue if message.id} == {
        "Yes": "Ja",
        "New": "",
    }


@pytest.mark.parametrize(
    ("string", "fuzzy", "fault"),
    [
        ("", False, "not in Swedish"),
        ("%(who)s ringer", True, "not in Swedish"),
        ("%(wer)s ringer", False, "unknown named placeholder"),
    ],
)
def test_a_missing_fuzzy_or_wrong_translation_is_a_fault(
    catalogue_of, string, fuzzy, fault
):
    app = catalogue_of(python='_("%(who)s calls")\n')
    catalogue = Catalog(locale="sv", fuzzy=False)
    flags = ["python-format", *(["fuzzy"] if fuzzy else [])]
    catalogue.add("%(who)s calls", string, flags=flags)
    catalogues._write(catalogues.catalogue_path(app), catalogue)
    assert any(fault in found for found in catalogues.faults())


def test_a_compiled_catalogue_is_made_again_only_when_it_is_older(catalogue_of):
    app = catalogue_of(python='_("Yes")\n')
    catalogues.update(app)
    assert catalogues.outdated() == [catalogues.catalogue_path(app)]
    catalogues.compile_all()
    assert catalogues.outdated() == []


def test_a_text_that_gets_a_plural_is_to_be_translated_anew(catalogue_of):
    app = catalogue_of(python='_("a day")\n')
    catalogues.update(app)
    path = catalogues.catalogue_path(app)
    text = path.read_text().replace('"a day"\nmsgstr ""', '"a day"\nmsgstr "en dag"')
    path.write_text(text)
    catalogue_of(python='ngettext("a day", "%(n)s days", n)\n')
    assert catalogues.update(app) == 1
    catalogue_of(python='_("a day")\n')
    assert catalogues.update(app) == 1


def test_the_command_updates_compiles_and_names_what_is_missing(catalogue_of, capsys):
    app = catalogue_of(python='_("Yes")\n')
    with pytest.raises(CommandError, match="not in Swedish: 'Yes'"):
        call_command("translate", "--update", app, "--check")
    assert "shop: 1 without a translation" in capsys.readouterr().out
    assert catalogues.outdated() == []
