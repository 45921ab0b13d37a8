"""One page as one file: its words, its data, its charts and the scripts that draw them.

The page fetches nothing. Its Content-Security-Policy forbids it, and allows just the
scripts that stand in the file, by their hashes. A name that holds `<script>` stays text:
it is escaped, and no such script may run.
"""

import base64
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from one_click.pages import words
from one_click.pages.tables import Table
from one_click.pages.vega_lite import Chart
from one_click.pages.words import CURRENCY, NO_BREAK, Words

TEMPLATES = Path(__file__).parent / "templates"


@cache
def environment() -> Environment:
    """Jinja, which escapes every value, and the words that templates use."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(
        t=words.say,
        number=words.number,
        share=words.share,
        points=words.points,
        customers=words.customers,
        counted=words.counted,
        months=words.months,
        name_of=words.name_of,
    )
    return made


def page(
    template: str,
    charts: Mapping[str, Chart],
    tables: Sequence[Table],
    vega: str,
    currency: Words,
    more: Sequence[str] = (),
    **content: object,
) -> str:
    """The page as HTML. `vega` is the script that knows how to draw, `more` follow it.

    The sign ¤ in a text stands for the currency, which each language may name otherwise.
    """
    given = [vega, script_of("page.js"), *more]
    scripts = [unclosed(script) for script in given if script]
    chart_data = json_for_html({name: vars(chart) for name, chart in charts.items()})
    made = (
        environment()
        .get_template(template)
        .render(
            **content,
            currency=currency,
            tables={table.name: table for table in tables},
            charts=set(charts),
            chart_data=Markup(chart_data),
            scripts=[Markup(script) for script in scripts],
            script_hashes=[source_hash(script) for script in scripts],
        )
    )
    return with_currency(made, currency)


def with_currency(text: str, currency: Words) -> str:
    """HTML with the name of the currency; a number and its currency stay on one line."""
    ending = Words(
        *(name.removesuffix(".") + "." for name in (currency.ru, currency.en))
    )
    return (
        re.sub(rf"(?<=[\w>}}])\s+{CURRENCY}", NO_BREAK + CURRENCY, text)
        .replace(f"{CURRENCY}.", ending.__html__())
        .replace(CURRENCY, currency.__html__())
    )


def script_of(name: str) -> str:
    """One of the scripts beside the templates."""
    return (TEMPLATES / name).read_text(encoding="utf-8")


def json_for_html(value: object) -> str:
    """JSON that cannot end the element it stands in, nor start another."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    # The script that draws puts the currency in, in its own language.
    for character in f"<>&{CURRENCY}\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def unclosed(script: str) -> str:
    """A script whose texts cannot end the element it stands in."""
    return script.replace("</script", "<\\/script").replace("<!--", "<\\!--")


def source_hash(script: str) -> str:
    """How a Content-Security-Policy names a script that may run."""
    digest = hashlib.sha256(script.encode("utf-8")).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"
