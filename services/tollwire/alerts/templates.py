"""What an alert says: templates of Jinja2 in its sandbox, tried on examples before they are used."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from tollwire.alerts.examples import EXAMPLES

_LONGEST = 20_000
_LONGEST_TITLE = 1_000

_environment = ImmutableSandboxedEnvironment(
    undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=False
)

TITLES = {
    "claims": """\
{% if stance == "denied" %}denied: {% endif %}
{{ who }}: {{ count }} {{ people }} ({{ basis }}{% if running %}, running total{% endif %}
{% if historical %}, history{% endif %})""",
    "disagreements": "{{ who }}: {{ what }} ({{ people }})",
}
_TALLY = """\

{% if tally.missing %}
Tally: {{ tally.missing }}.
{% else %}
Tally of all time, {{ tally.basis }}: {{ tally.before or "none" }} → {{ tally.after or "none" }}
{%- if tally.others %}
, with {{ tally.others }} other claim{{ "s" if tally.others > 1 }} settled at once{% endif %}.
{%+ for name, figure in tally.beside.items() %}
{{ name | capitalize }}: {{ figure }}.
{% endfor %}
{% if tally.gap_after %}
The enemy claims more than is admitted by: {{ tally.gap_before or "none" }} → {{ tally.gap_after }}.
{% endif %}
{% endif %}
"""
TEXTS = {
    "claims": """\
“{{ quote }}”
{{ according }}{% if stance == "denied" %}, who denies it{% endif %}
{%- if day %}; {{ day }}{% endif %}{% if place %}, {{ place }}{% endif %}.
{{ publisher }}, {{ published }} UTC{% if title %}: {{ title }}{% endif %}

{% if link %}
{{ link }}
{% endif %}
"""
    + _TALLY,
    "disagreements": """\
{% for side in (lower, higher) if side %}
{{ side.claimant }}, {{ side.basis }}: {{ side.count }}, “{{ side.quote }}”
{{ side.publisher }}, {{ side.published }} UTC{% if side.link %} {{ side.link }}{% endif %}

{% endfor %}
{% if not lower %}
The side itself has said nothing of it.
{% endif %}
"""
    + _TALLY,
    "correction": """\
The article no longer says so, or has been withdrawn. It said:
“{{ quote }}”
{{ according }}.
{{ publisher }}, {{ published }} UTC{% if title %}: {{ title }}{% endif %}

{% if link %}
{{ link }}
{% endif %}
"""
    + _TALLY,
}


@lru_cache(maxsize=1_000)
def _made(template: str) -> Template:
    """Raises TemplateError."""
    return _environment.from_string(template)


def filled_in(template: str, view: Mapping[str, Any]) -> str:
    """Raises TemplateError, or whatever its expressions raise."""
    text = _made(template).render(view).strip()
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def title(template: str, view: Mapping[str, Any]) -> str:
    """As `filled_in`, on one line."""
    return " ".join(filled_in(template, view).split())[:_LONGEST_TITLE]


def faults_of(template: str, kind: str) -> str | None:
    """What is wrong with a template for `claims` or `disagreements`; None where all examples can be told."""
    try:
        made = _environment.from_string(template)
    except TemplateError as wrong:
        return f"line {getattr(wrong, 'lineno', 1)} of the template: {wrong}"
    for name, view in EXAMPLES[kind].items():
        try:
            made.render(view)
        except Exception as wrong:  # whatever an expression may do
            return f"the template fails on {name}: {str(wrong) or type(wrong).__name__}"
    return None
