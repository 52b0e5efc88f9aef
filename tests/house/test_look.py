"""Colors, sizes and radii stand in static/theme.css; templates hold words and structure."""

import re
from itertools import product
from pathlib import Path

import pytest

from mentorship.config import ROOT

THEME = (ROOT / "static" / "theme.css").read_text()
TOKENS, RULES = THEME.split("\n}\n", 1)
MAIL = ROOT / "templates" / "mail" / "letter.html"
TEMPLATES = sorted(path for path in (ROOT / "templates").rglob("*.html") if path != MAIL)
COLOR = re.compile(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgb|rgba|hsl|hsla|oklch)\(")

BANNED = {
    r"\sstyle\s*=": "style= is refused by browsers here; give it a class, and the class a rule in theme.css",
    r"<style\b": "write the rule in static/theme.css",
    r"<script(?![^>]*\ssrc=)": "write it in static/site.js; inline code does not run here",
    r"\son[a-z]+\s*=\s*[\"']": "handlers in attributes do not run here; use a data- attribute and static/site.js",
    r"\b\d+(?:\.\d+)?(?:px|rem)\b": "sizes are tokens in static/theme.css",
    r"\b(?:fill|stroke)=\"(?!none|currentColor)": "a drawing takes its color from a class in static/theme.css",
    r"(?:src|href)=\"(?:https?:)?//": "nothing comes from another site; build addresses with url_for",
}


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_a_template_holds_no_look_and_no_code(template: Path):
    lines = template.read_text().splitlines()

    found = [
        f"line {number}: {what_to_do}"
        for (number, line), (pattern, what_to_do) in product(enumerate(lines, 1), BANNED.items())
        if re.search(pattern, line)
    ]

    assert not found


def test_every_color_of_the_theme_is_a_token():
    found = COLOR.findall(re.sub(r"/\*.*?\*/", "", RULES, flags=re.DOTALL))

    assert not found, "make it a token at the top of theme.css, once for light and once for dark"


def test_every_radius_and_size_of_text_is_a_token():
    values = re.findall(r"(?:border-radius|font-size):\s*([^;]+);", RULES)

    assert len(values) > 20
    assert [value for value in values if "var(--" not in value and value != "0"] == []


def test_mail_uses_the_colors_of_the_site():
    assert set(COLOR.findall(MAIL.read_text())) <= set(COLOR.findall(TOKENS))


def tokens(scheme: int) -> dict[str, str]:
    """The color of each token: 0 by day, 1 by night."""
    pairs = re.findall(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)", TOKENS)
    return {name: pair[scheme] for name, *pair in pairs}


def contrast(one: str, other: str) -> float:
    """The contrast of two colors after WCAG 2.2."""
    darker, lighter = sorted(_luminance(color) for color in (one, other))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(color: str) -> float:
    parts = (int(color[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


READ = [
    *product(["text", "quiet", "accent"], ["ground", "card", "sunken"]),
    *product(["text"], ["accent-tint", "amber-tint", "red-tint", *(f"tint-{number}" for number in range(1, 7))]),
    ("accent", "accent-tint"), ("amber", "amber-tint"), ("amber", "card"),
    ("red", "red-tint"), ("red", "card"), ("red", "ground"),
    ("on-accent", "accent"), ("on-accent", "accent-deep"), ("on-red", "red"),
    ("accent-deep", "card"), ("accent-deep", "accent-tint"),
]  # fmt: skip


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_everything_that_is_read_has_a_contrast_of_seven(scheme: int):
    color = tokens(scheme)

    weak = {(ink, paper): round(contrast(color[ink], color[paper]), 2) for ink, paper in READ}

    assert {pair: value for pair, value in weak.items() if value < 7} == {}


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_the_edges_of_fields_can_be_seen(scheme: int):
    color = tokens(scheme)

    assert min(contrast(color["edge"], color[paper]) for paper in ("ground", "card", "sunken")) >= 3
