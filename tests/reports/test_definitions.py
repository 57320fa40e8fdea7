"""What is printed about a figure is what its own function says of itself."""

import ast
import inspect
from importlib import import_module
from pathlib import Path

import pytest
from django.utils import translation

from organisation.definitions import definition_of, first_paragraph, printed
from recruitment import catalogues
from reports import figures
from reports.definitions import FIGURES, definitions


def marked() -> set[str]:
    """The functions of reports/figures that wear @printed, as the source has them."""
    found = set()
    for path in Path(next(iter(figures.__path__))).glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef) and "printed" in [
                ast.unparse(mark) for mark in node.decorator_list
            ]:
                found.add(f"reports.figures.{path.stem}.{node.name}")
    return found


def test_every_marked_figure_is_printed_and_no_other():
    named = {f"{figure.__module__}.{figure.__name__}" for _term, figure in FIGURES}
    assert named == marked()
    assert len(named) == len(FIGURES)


@pytest.mark.parametrize("name", sorted(marked()))
def test_the_printed_definition_is_the_docstring(name):
    module, _dot, function = name.rpartition(".")
    figure = getattr(import_module(module), function)
    own = " ".join(inspect.getdoc(figure).split("\n\n")[0].split())
    with translation.override("en"):
        assert own in [each.text for each in definitions()]
    with translation.override("sv"):
        swedish = definition_of(figure)
        assert swedish in [each.text for each in definitions()]
    assert swedish != own


def test_a_definition_that_is_not_in_swedish_is_a_fault_of_the_catalogue(
    tmp_path, monkeypatch
):
    (tmp_path / "shop").mkdir()
    source = '@printed\ndef sold():\n    """What was\n    sold.\n\n    Per day."""\n'
    (tmp_path / "shop" / "figures.py").write_text(source + "def bought():\n    'No.'\n")
    (tmp_path / "templates").mkdir()
    monkeypatch.setattr(catalogues, "ROOT", tmp_path)
    monkeypatch.setattr(catalogues, "apps", lambda: ["shop"])
    assert [text.msgid for text in catalogues.texts_of("shop")] == ["What was sold."]
    assert catalogues.faults() == [
        "shop/figures.py:2: not in Swedish: 'What was sold.'"
    ]


def test_a_figure_without_a_definition_cannot_be_printed():
    with pytest.raises(ValueError, match="without a definition"):
        first_paragraph("  ")

    @printed
    def wordless():
        return 1

    assert wordless() == 1
    with pytest.raises(ValueError, match="without a definition"):
        definition_of(wordless)
