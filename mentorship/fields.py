"""What may be typed: the base of every form, and fields that turn bad input into a clear sentence."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from flask_wtf import FlaskForm
from wtforms import DateField, RadioField, StringField, TextAreaField, ValidationError
from wtforms.validators import Optional

from mentorship.errors import Refusal

# What no database or mail header should ever see: control characters but newline and tab, lone surrogates,
# line separators that some programs take for the end of a line, and the two non-characters.
UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")

A_DATE = "Enter a date after today, like 12/03/2026."


def clean(text: str) -> str:
    """The text as it may be kept: composed, trimmed, one kind of newline, nothing invisible that could do harm."""
    return UNWANTED.sub(
        "", unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    ).strip()


class Form(FlaskForm):
    """The base of every form: it can carry a refusal of the program beside its own complaints."""

    class Meta(FlaskForm.Meta):
        def render_field(self, field: Any, render_kw: dict[str, Any]) -> Any:
            """What was sent comes back in its field, without what no page may hold."""
            markup = super().render_field(field, render_kw)
            return type(markup)(UNWANTED.sub("", markup))

    refusal: str | None = None

    def refuse(self, refusal: Refusal) -> None:
        """Show why the program said no, above the fields; what was typed stays."""
        self.refusal = refusal.sentence

    @property
    def complaints(self) -> list[tuple[str, str]]:
        """(field id, sentence) for everything to mend, in the order of the page."""
        return [(field.id, str(error)) for field in self for error in _flat(field.errors)]


def _flat(errors: Any) -> list[Any]:
    if isinstance(errors, dict):
        errors = list(errors.values())
    return [
        flat
        for error in errors
        for flat in (_flat(error) if isinstance(error, list | tuple | dict) else [error])
    ]


class Text(StringField):
    """One line of text: cleaned, without newlines, at most `longest` characters."""

    def __init__(
        self, label: str, *, longest: int = 120, needed: str = "", hint: str = "", **kwargs: Any
    ) -> None:
        self.longest, self.needed, self.hint = longest, needed, hint
        super().__init__(label, **kwargs)

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        self.data = self.tidy(valuelist[0]) if valuelist else ""

    def tidy(self, text: str) -> str:
        return " ".join(clean(text).split())

    def pre_validate(self, form: Any) -> None:
        if self.needed and not self.data:
            raise ValidationError(self.needed)
        if len(self.data or "") > self.longest:
            over = len(self.data) - self.longest
            raise ValidationError(f"Shorten this by {over:,} characters; {self.longest:,} fit here.")


class Words(Text, TextAreaField):
    """Several lines of text."""

    def __init__(self, label: str, *, longest: int = 1200, rows: int = 4, **kwargs: Any) -> None:
        super().__init__(
            label, longest=longest, render_kw={"rows": rows, **kwargs.pop("render_kw", {})}, **kwargs
        )

    def tidy(self, text: str) -> str:
        return clean(text)


class Day(DateField):
    """A date, as browsers send it or as people here write it."""

    def __init__(self, label: str, sentence: str, **kwargs: Any) -> None:
        super().__init__(label, format=["%Y-%m-%d", "%m/%d/%Y"], invalid_value_message=sentence, **kwargs)


class OneOf(RadioField):
    """One of a few; `options` maps a value to its words and to a line that says what it means."""

    def __init__(self, label: str, *, options: Mapping[str, tuple[str, str]], **kwargs: Any) -> None:
        self.hints = {value: hint for value, (_, hint) in options.items()}
        super().__init__(label, choices={value: words for value, (words, _) in options.items()}, **kwargs)


optional = Optional()
