"""After a build: what came out, and what changed since the build before."""

from pathlib import Path

import duckdb

from one_click.paths import PUBLISHED
from one_click.publish.files import CURRENT, PREVIOUS

QUERY = """
    select
        (select count(*) from marts.customers) as customers,
        (select count(*) from marts.customers where is_at_risk) as at_risk,
        (select count(*) from marts.customer_offers where not is_holdout) as offers,
        (select coalesce(sum(expected_profit), 0) from marts.customer_offers where not is_holdout)
            as expected_profit,
        (select value from marts.settings where setting = 'exports_source') as source
"""
SOURCES = {"seeds": "the seeds in seeds/exports", "folder": "the folder of EXPORTS"}


def summary(published: Path = PUBLISHED) -> str:
    """The customers, risks and offers of the last build, each with its change."""
    now, before = counts(published / CURRENT), counts(published / PREVIOUS)
    if now is None:
        return "Nothing is published yet."
    parts = [
        changed(f"{now[0]:,} customers", now[0], before and before[0]),
        changed(f"{now[1]:,} at risk", now[1], before and before[1]),
        changed(f"{now[2]:,} offers", now[2], before and before[2]),
        changed(
            f"{now[3]:,.0f} units of profit they should earn",
            round(now[3]),
            before and round(before[3]),
        ),
    ]
    since = "" if before is None else " In brackets: against the build before."
    return (
        f"From {SOURCES[now[4]]}: {', '.join(parts)}.{since}\n"
        "Open published/report.html; the widest table of published/one_click.duckdb is "
        "marts.customers. logs/dbt.log has the rest."
    )


def counts(folder: Path) -> tuple | None:
    """The figures of a published build, or None where there is none (of this version)."""
    database = folder / "one_click.duckdb"
    if not database.exists():
        return None
    try:
        with duckdb.connect(str(database), read_only=True) as connection:
            return connection.execute(QUERY).fetchall()[0]
    except duckdb.Error:
        return None


def changed(text: str, now: int, before: int | None) -> str:
    """A figure, with its change in brackets where there was a build before."""
    return text if before is None else f"{text} ({now - before:+,})"
