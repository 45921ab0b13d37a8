"""`make tables`: the published tables in docs/bi.md and on the first page of `make docs`.

Both are made from the YAML: keys are what a test says is unique, references are dbt's
`relationships`. A reference to a table that is not published leads to the published table
with the same key, since a BI tool sees no other.
"""

import json
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from one_click.dbt import run_dbt
from one_click.paths import ROOT
from one_click.publish.files import write_whole
from one_click.publish.tables import published_models

BEGIN, END = "<!-- begin: make tables -->", "<!-- end: make tables -->"
# Where a reader looks a key up.
HOMES = {
    "customer_id": "customers",
    "feature": "feature_labels",
    "offer": "offer_summary",
    "run_id": "model_runs",
    "segment": "segment_summary",
}
# The order in which a reader meets the schemas.
SCHEMAS = (
    "marts",
    "scoring",
    "segments",
    "monitoring",
    "staging",
    "intermediate",
)
TARGET = re.compile(r"ref\('(\w+)'\)")


def references(manifest: Mapping, names: set[str]) -> list[tuple[str, str, str]]:
    """Each published table with a column that leads to another one, and which."""
    found = set()
    for node in manifest["nodes"].values():
        test = node.get("test_metadata") or {}
        if test.get("name") != "relationships":
            continue
        table = node["attached_node"].split(".")[-1]
        column, target = node["column_name"], TARGET.search(test["kwargs"]["to"])
        if table not in names or target is None:
            continue
        home = target[1] if target[1] in names else HOMES.get(test["kwargs"]["field"])
        if home in names and home != table:
            found.add((table, column, home))
    return sorted(found)


def picture(models: Sequence[Mapping], links: Sequence[tuple[str, str, str]]) -> str:
    """The tables that lead to each other, as Mermaid draws entities."""
    drawn = {name for table, _, home in links for name in (table, home)}
    lines = ["```mermaid", "erDiagram"]
    for model in models:
        if model["name"] not in drawn:
            continue
        foreign = {column for table, column, _ in links if table == model["name"]}
        lines.append(f"    {model['name']} {{")
        for column in [*model["key"], *sorted(foreign - set(model["key"]))]:
            marks = ["PK"] * (column in model["key"]) + ["FK"] * (column in foreign)
            kind = model["columns"][column].get("data_type") or "value"
            lines.append(f"        {kind} {column} {', '.join(marks)}")
        lines.append("    }")
    lines += [f"    {table} }}o--|| {home} : {column}" for table, column, home in links]
    return "\n".join([*lines, "```"])


def listed(models: Sequence[Mapping], is_linked: bool) -> str:
    """A row per published table: what a row of it is, and its key."""
    lines = ["| table | what it holds | key |", "| --- | --- | --- |"]
    for model in models:
        name = f"{model['config']['schema']}.{model['name']}"
        if is_linked:
            name = f"[{name}](#!/model/{model['unique_id']})"
        else:
            name = f"`{name}`"
        sentence = re.split(r"(?<=\.) ", model["description"].strip())[0].rstrip(".")
        lines.append(f"| {name} | {sentence} | {', '.join(model['key']) or '–'} |")
    return "\n".join(lines)


def parts(manifest: dict) -> dict[Path, str]:
    """What stands between the marks, by file."""
    models = sorted(
        published_models(manifest),
        key=lambda model: (SCHEMAS.index(model["config"]["schema"]), model["name"]),
    )
    links = references(manifest, {model["name"] for model in models})
    return {
        Path("docs/bi.md"): f"{picture(models, links)}\n\n{listed(models, False)}",
        Path("models/overview.md"): listed(models, True),
    }


def with_part(text: str, part: str) -> str:
    """A file whose part between the marks is this one."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{part}\n{END}{after}"


def main() -> int:
    """Write both parts anew; the exit code."""
    if not run_dbt(["--quiet", "parse", "--target-path", "target/tables"]).success:
        print("tables: dbt stopped, see above; nothing was written.", file=sys.stderr)
        return 1
    manifest = json.loads(
        (ROOT / "target" / "tables" / "manifest.json").read_text(encoding="utf-8")
    )
    for file, part in parts(manifest).items():
        place = ROOT / file
        text = with_part(place.read_text(encoding="utf-8"), part)
        write_whole(place, text.encode("utf-8"))
    print("Wrote the published tables into docs/bi.md and models/overview.md.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
