"""After a build: what came out, and what changed since the build before."""

import os
from pathlib import Path
from typing import NamedTuple

import duckdb

from one_click.paths import PUBLISHED, ROOT
from one_click.publish.files import CURRENT, PREVIOUS

QUERY = """
    select
        (select count(*) from marts.customers),
        (select count(*) from marts.customers where is_at_risk),
        (select count(*) from marts.customer_offers where not is_holdout),
        (
            select coalesce(round(sum(expected_profit)), 0)::bigint
            from marts.customer_offers where not is_holdout
        ),
        (select value from marts.settings where setting = 'exports_source')
"""
WORDS = ("customers", "at risk", "offers", "units of profit they should earn")
SOURCES = {"seeds": "the seeds in seeds/exports", "folder": "the folder of EXPORTS"}


class Figures(NamedTuple):
    """Counts of a published build in the order of `WORDS`, and the source of its exports."""

    counts: tuple[int, ...]
    source: str


def summary(published: Path = PUBLISHED) -> str:
    """The customers, risks and offers of the last build, each with its change."""
    now, before = figures(published / CURRENT), figures(published / PREVIOUS)
    if now is None:
        return "Nothing is published yet."
    parts = [f"{count:,} {word}" for count, word in zip(now.counts, WORDS, strict=True)]
    since = ""
    if before is not None:
        changes = zip(parts, now.counts, before.counts, strict=True)
        parts = [f"{part} ({count - old:+,})" for part, count, old in changes]
        since = " In brackets: against the build before."
    folder = os.path.relpath(published, ROOT)
    return (
        f"From {SOURCES[now.source]}: {', '.join(parts)}.{since}\n"
        f"Open {folder}/report.html; the widest table of {folder}/one_click.duckdb is "
        "marts.customers. logs/dbt.log has the rest."
    )


def figures(folder: Path) -> Figures | None:
    """The figures of a published build, or None where there is none (of this version)."""
    database = folder / "one_click.duckdb"
    if not database.exists():
        return None
    try:
        with duckdb.connect(str(database), read_only=True) as connection:
            *counts, source = connection.execute(QUERY).fetchall()[0]
            return Figures(tuple(counts), source)
    except duckdb.Error:
        return None
