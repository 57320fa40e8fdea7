import pytest
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.template import engines
from django.template.loader import render_to_string
from django.utils import translation

from organisation.choices import ChoiceLabel
from organisation.templatetags.design import control_attributes
from tests.design.sample_form import SampleForm

pytestmark = pytest.mark.urls("tests.design.addresses")
PAGE = "{% load crispy_forms_tags %}{% crispy form %}"


def draw(form, language="sv"):
    with translation.override(language):
        return engines["django"].from_string(PAGE).render({"form": form})


def test_a_fresh_form_has_no_error_summary():
    assert "ds-error-summary" not in draw(SampleForm())


def test_the_error_summary_counts_and_links_to_every_field():
    page = draw(SampleForm({"email": "anna"}))
    assert "Rätta 3 saker" in page
    assert 'href="#id_name"' in page
    assert 'href="#id_email"' in page
    assert 'href="#id_when_0"' in page


def test_a_single_error_is_counted_in_the_singular():
    page = draw(SampleForm({"name": "Anna", "when": "never"}))
    assert "Rätta en sak" in page


def test_the_error_summary_takes_the_focus():
    page = draw(SampleForm({}))
    assert 'tabindex="-1" autofocus' in page


def test_an_error_of_the_whole_form_is_in_the_summary():
    form = SampleForm({"name": "Anna", "when": "soon"})
    form.add_error(None, "Formuläret är för gammalt.")
    assert "<li>Formuläret är för gammalt.</li>" in draw(form)


def test_a_wrong_field_points_to_its_help_and_its_error():
    page = draw(SampleForm({}))
    assert 'aria-describedby="id_name_helptext id_name_error"' in page
    assert 'id="id_name_helptext"' in page
    assert 'id="id_name_error"' in page
    assert page.count('aria-invalid="true"') == len(
        ("name", "soon", "evening", "write")
    )


def test_a_group_points_to_its_help_from_the_fieldset():
    assert '<fieldset class="ds-fieldset" id="id_wanted" aria-describedby=' in draw(
        SampleForm()
    )


def test_what_was_typed_is_kept_and_escaped():
    page = draw(SampleForm({"name": 'Anna "<b>"', "line": "<script>"}))
    assert 'value="Anna &quot;&lt;b&gt;&quot;"' in page
    assert "&lt;script&gt;</textarea>" in page


def test_optional_fields_are_marked_in_words():
    page = draw(SampleForm())
    assert 'Något mer <span class="optional">(frivilligt)</span>' in page
    assert 'Något mer <span class="optional">(optional)</span>' in draw(
        SampleForm(), "en"
    )


def test_required_fields_carry_neither_mark_nor_attribute():
    page = draw(SampleForm())
    assert '<label class="ds-label" for="id_name">Namn</label>' in page
    assert "*" not in page
    assert " required" not in page
    assert " novalidate>" in page


def test_a_field_can_be_optional_without_a_mark():
    assert 'for="id_phone">Telefon</label>' in draw(SampleForm())


def test_a_filter_form_marks_nothing_as_optional():
    form = SampleForm()
    form.helper.form_method = "get"
    assert "optional" not in draw(form)


def test_cards_show_a_bold_title_and_a_small_hint():
    page = draw(SampleForm())
    assert 'data-variant="outline"' in page
    assert "<strong>Kväll, 17.00–20.00</strong> <small>Senast i kväll" in page


def test_a_choice_without_a_hint_is_plain_words():
    assert ">Ring inte, skriv till mig</label>" in draw(SampleForm())
    assert ">Vet inte än</label>" in draw(SampleForm())


def test_a_choice_label_is_read_as_its_title():
    assert str(ChoiceLabel("Kväll", "Senast 20.00")) == "Kväll"


def test_buttons_carry_their_look():
    page = draw(SampleForm())
    assert 'type="submit" name="send"' in page
    assert 'data-size="lg"' in page
    assert 'data-variant="secondary">Senare</button>' in page


def test_a_form_without_a_layout_is_drawn_whole():
    class Short(forms.Form):
        name = forms.CharField(label="Namn")
        token = forms.CharField(widget=forms.HiddenInput)

    page = draw(Short())
    assert '<input type="text" name="name" class="ds-input"' in page
    assert '<input type="hidden" name="token"' in page


def test_a_form_can_leave_its_tag_to_the_page():
    form = SampleForm({})
    form.helper.form_tag = False
    page = draw(form)
    assert "<form" not in page
    assert "ds-error-summary" in page


def test_the_widget_keeps_a_class_of_its_own():
    class Coded(forms.Form):
        code = forms.CharField(widget=forms.TextInput(attrs={"class": "code"}))

        def __init__(self):
            super().__init__()
            self.helper = FormHelper()
            self.helper.layout = Layout("code")

    assert 'class="ds-input code"' in draw(Coded())


def test_a_select_groups_its_choices():
    class Grouped(forms.Form):
        source = forms.ChoiceField(
            choices=[("Annat", [("fair", "Mässa")]), ("radio", "Radio")],
            initial="radio",
        )

    page = draw(Grouped())
    assert (
        '<optgroup label="Annat"><option value="fair">Mässa</option></optgroup>' in page
    )
    assert '<option value="radio" selected>Radio</option>' in page


def test_a_formset_is_drawn_with_its_management_form():
    class Line(forms.Form):
        word = forms.CharField(label="Ord")

    page = draw(forms.formset_factory(Line, extra=2)())
    assert 'name="form-TOTAL_FORMS"' in page
    assert page.count(">Ord</label>") == len(("first", "second"))


@pytest.mark.parametrize(
    ("attributes", "drawn"),
    [
        ({}, ' class="ds-input"'),
        ({"id": "id_name"}, ' class="ds-input" id="id_name"'),
        ({"class": "code"}, ' class="ds-input code"'),
        (
            {"checked": True, "disabled": False, "min": None},
            ' class="ds-input" checked',
        ),
        ({"required": True, "rows": 3}, ' class="ds-input" rows="3"'),
        ({"placeholder": '"<'}, ' class="ds-input" placeholder="&quot;&lt;"'),
        ({"class": '"<'}, ' class="ds-input &quot;&lt;"'),
    ],
)
def test_attributes_are_drawn_and_escaped(attributes, drawn):
    assert control_attributes(attributes) == drawn


class ManyEmptyForm(forms.Form):
    name = forms.CharField(label="Namn")
    phone = forms.CharField(
        label="Nummer", error_messages={"required": "Nummer: skriv det."}
    )


def test_each_line_of_the_summary_names_its_field_once():
    form = ManyEmptyForm({})
    said = render_to_string("design/errors.html", {"form": form})
    assert ">Namn: " in said
    assert ">Nummer: skriv det.</a>" in said
