"""One page as one file: its words, its data, its charts and the script that draws them.

Nothing is fetched: the Content-Security-Policy forbids it, and allows just the scripts
that stand in the file, by their hashes. A name that holds `<script>` is text, twice over.
"""

import base64
import hashlib
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from one_click.pages import words
from one_click.pages.specs import Chart

TEMPLATES = Path(__file__).parent / "templates"


@cache
def environment() -> Environment:
    """Jinja with everything escaped, and the words that templates use."""
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
        customers=words.customers,
        counted=words.counted,
        name_of=words.name_of,
    )
    return made


def load_templates() -> None:
    """Compile the pages' templates, which the first page would wait for otherwise."""
    for template in environment().list_templates(extensions=["html"]):
        environment().get_template(template)


def page(
    template: str, charts: Mapping[str, Chart], vega: str, **content: object
) -> str:
    """The page as HTML. `vega` is the script that knows how to draw."""
    page_script = (TEMPLATES / "page.js").read_text(encoding="utf-8")
    scripts = [unclosed(vega), unclosed(page_script)]
    return (
        environment()
        .get_template(template)
        .render(
            **content,
            charts={name: True for name in charts},
            chart_data=Markup(json_for_html(as_json(charts))),
            scripts=[Markup(script) for script in scripts],
            script_hashes=[source_hash(script) for script in scripts],
        )
    )


def as_json(charts: Mapping[str, Chart]) -> dict:
    """The charts as the page's script takes them."""
    return {
        name: {"spec": chart.spec, "datasets": chart.datasets}
        for name, chart in charts.items()
    }


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
