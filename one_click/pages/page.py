"""One page as one file: its words, its data, its charts and the scripts that draw them.

The page fetches nothing. Its Content-Security-Policy forbids it, and allows just the
scripts that stand in the file, by their hashes. A name that holds `<script>` stays text:
it is escaped, and no such script may run.
"""

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from one_click.pages import words
from one_click.pages.tables import Table
from one_click.pages.vega_lite import Chart

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


def load_templates() -> None:
    """Compile the templates before the first page needs them."""
    for template in environment().list_templates(extensions=["html"]):
        environment().get_template(template)


def page(
    template: str,
    charts: Mapping[str, Chart],
    tables: Sequence[Table],
    vega: str,
    **content: object,
) -> str:
    """The page as HTML. `vega` is the script that knows how to draw."""
    page_script = (TEMPLATES / "page.js").read_text(encoding="utf-8")
    scripts = [unclosed(vega), unclosed(page_script)]
    chart_data = json_for_html({name: vars(chart) for name, chart in charts.items()})
    return (
        environment()
        .get_template(template)
        .render(
            **content,
            tables={table.name: table for table in tables},
            charts=set(charts),
            chart_data=Markup(chart_data),
            scripts=[Markup(script) for script in scripts],
            script_hashes=[source_hash(script) for script in scripts],
        )
    )


def json_for_html(value: object) -> str:
    """JSON that cannot end the element it stands in, nor start another."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def unclosed(script: str) -> str:
    """A script whose texts cannot end the element it stands in."""
    return script.replace("</script", "<\\/script").replace("<!--", "<\\!--")


def source_hash(script: str) -> str:
    """How a Content-Security-Policy names a script that may run."""
    digest = hashlib.sha256(script.encode("utf-8")).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"
