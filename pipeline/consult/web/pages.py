"""Turns a page's template and values into HTML: GOV.UK components, everything escaped, no script anywhere."""

from __future__ import annotations

from typing import Any

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PackageLoader, PrefixLoader

from pipeline.consult.exercise.queries import OUTCOMES
from pipeline.consult.store.clock import day_in_words, in_words
from pipeline.foundation.stages import TEMPLATES

FOLDER = TEMPLATES / "preview"
COMPONENTS = "govuk_frontend_jinja"
STATIC = FOLDER / "static"
WORDS = {
    "agreed": "Agreed",
    "queried": "Queried",
    "withdrawn": "Withdrawn",
    "added": "Waiting for an answer",
    "reopened": "Waiting for an answer, again",
    "answered": "Answered",
    "supplied": "can be used",
    "not usable": "cannot be used",
    "unreadable": "cannot be read",
    "no_reply": "No reply",
    "single": "Single year",
    "three_year": "Three-year average",
    "as_is": "As it is",
    "rounded": "Rounded",
    "suppressed": "Suppressed",
    "not_available": "Not available",
    "not_applicable": "Not applicable",
    **OUTCOMES,
}


def environment() -> Environment:
    """The templates of publication_templates/preview, with the components of govuk-frontend-jinja."""
    made = Environment(
        loader=ChoiceLoader([FileSystemLoader(FOLDER), PrefixLoader({COMPONENTS: PackageLoader(COMPONENTS)})]),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters["in_words"] = in_words
    made.filters["told"] = lambda code: WORDS.get(code, str(code))
    made.filters["day"] = day_in_words
    made.filters["number"] = lambda value: "not available" if value is None else f"{value:,}"
    return made


def render(templates: Environment, template: str, values: dict[str, Any]) -> bytes:
    """The page as bytes."""
    return templates.get_template(template).render(values).encode()
