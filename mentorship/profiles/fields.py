"""The kinds of fields that answers are typed into, and the form that knows which of its answers can be kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from wtforms import Field, FormField, IntegerField, RadioField, SelectField, SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from mentorship.accounts.models import Person
from mentorship.fields import Form, clean
from mentorship.profiles.answers import AnswerRefused


class Pick(SelectField):
    """One choice of a list, or none; whether it is in the list is asked when it is kept."""

    def __init__(
        self,
        label: str,
        choices: Callable[[], Mapping[Any, Any]],
        *,
        none: str | None = "Choose…",
        hint: str = "",
        **kwargs: Any,
    ) -> None:
        self.hint = hint
        super().__init__(
            label,
            choices=lambda: {**({} if none is None else {"": none}), **choices()},
            validate_choice=False,
            **kwargs,
        )

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = valuelist[0] if valuelist else None


class Points(RadioField):
    """One of a few radio buttons, or none of them."""

    def __init__(self, label: str, choices: Mapping[str, str], *, hint: str = "", **kwargs: Any) -> None:
        self.hint = hint
        super().__init__(label, choices=dict(choices), validate_choice=False, **kwargs)


class Ticks(SelectMultipleField):
    """Any of a few checkboxes."""

    widget, option_widget = ListWidget(prefix_label=False), CheckboxInput()

    def __init__(
        self, label: str, choices: Callable[[], Mapping[str, str]], *, hint: str = "", **kwargs: Any
    ) -> None:
        self.hint = hint
        super().__init__(label, choices=choices, validate_choice=False, **kwargs)


class Number(IntegerField):
    """A whole number, or nothing."""

    def __init__(self, label: str, *, hint: str = "", **kwargs: Any) -> None:
        self.hint = hint
        super().__init__(label, **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        text = clean(valuelist[0])[:40] if valuelist else ""
        self.raw_data, self.data = [text], None
        if text and not (text.isdecimal() and len(text) < 40):
            raise ValueError("Enter a whole number, like 2.")
        self.data = int(text) if text else None


class AnswerForm(Form):
    """A form whose fields are answers by name; rows of fields make up one answer together."""

    def answers(self) -> dict[str, Any]:
        """Every answer whose fields could be read."""
        return {
            field.short_name: field.data
            for field in self
            if not field.errors and field.short_name != "csrf_token"
        }

    def only_for(self, person: Person) -> None:
        """Leave out the fields that do not concern this person."""
        raise NotImplementedError

    @property
    def complaints(self) -> list[tuple[str, str]]:
        """(field id, sentence), each at the very field, also inside a row."""
        fields = (field for field in every_field(self) if not isinstance(field, FormField))
        return [(field.id, str(error)) for field in fields for error in field.errors]

    def explain(self, refused: Mapping[str, AnswerRefused]) -> None:
        """Put each sentence at its field, or above the form when it belongs to none."""
        fields = {field.name: field for field in every_field(self)}
        for name, refusal in refused.items():
            if name in fields:
                fields[name].errors = [*fields[name].errors, refusal.sentence]
            else:
                self.refuse(refusal)


def every_field(form: Iterable[Field]) -> Iterable[Field]:
    """The fields of a form and of the parts inside it."""
    for field in form:
        yield field
        if isinstance(field, FormField):
            yield from every_field(field)


def rows_together(form: AnswerForm, given: dict[str, Any], name: str, count: int) -> dict[str, Any]:
    """The same answers with name_1, name_2 … as one list 'names'; without it when one could not be read."""
    rows = [f"{name}_{number}" for number in range(1, count + 1)]
    others = {key: answer for key, answer in given.items() if key not in rows}
    if not all(row in given for row in rows):
        return others
    return {**others, f"{name}s": [given[row] for row in rows]}
