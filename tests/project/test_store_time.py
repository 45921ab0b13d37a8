"""The month of a build is the store's: `time_zone` tells it, and the run's start alone."""

from datetime import UTC, datetime
from types import SimpleNamespace

import jinja2
import pytest
import pytz

from one_click.paths import ROOT

# Half past nine in the evening of the last day of October, by UTC.
STARTED = datetime(2026, 10, 31, 21, 30, tzinfo=UTC)


def month_and_day(time_zone: str, as_of: str = "") -> tuple[str, str]:
    """What the macros of the month say of a run that started then."""
    names = {
        "var": {"time_zone": time_zone, "as_of": as_of}.get,
        "run_started_at": STARTED,
        "modules": SimpleNamespace(pytz=pytz, re=__import__("re")),
        "refuse_setting": refused,
    }
    # `return` is dbt's own: it ends a macro, which has nothing after it here.
    names["return"] = lambda value: value
    said = {}
    names["store_time"] = lambda: said["now"]
    for macro in ("store_time", "campaign"):
        source = (ROOT / "macros" / f"{macro}.sql").read_text("utf-8")
        environment = jinja2.Environment(extensions=["jinja2.ext.do"])
        module = environment.from_string(source, globals=names).module
        if macro == "store_time":
            text = str(module.store_time()).strip()
            said["now"] = datetime.fromisoformat(text)
        else:
            said["month"] = str(module.campaign()).strip()
    return said["month"], said["now"].strftime("%Y-%m-%d")


def refused(name: str, found: str, expected: str) -> None:
    """Stop as the macro of this name does."""
    raise ValueError(f"{name} {found}: expected {expected}")


@pytest.mark.parametrize(
    ("time_zone", "month", "day"),
    [
        ("Europe/Moscow", "2026-11", "2026-11-01"),
        ("UTC", "2026-10", "2026-10-31"),
        ("Asia/Vladivostok", "2026-11", "2026-11-01"),
        ("America/New_York", "2026-10", "2026-10-31"),
    ],
)
def test_the_month_is_the_stores(time_zone: str, month: str, day: str) -> None:
    assert month_and_day(time_zone) == (month, day)


def test_a_month_that_was_asked_for_counts() -> None:
    assert month_and_day("UTC", "2025-02")[0] == "2025-02"


def test_another_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="Europe/Moscow"):
        month_and_day("Europe/Moskow")


def test_one_run_has_one_month() -> None:
    """No model and no macro asks a clock: midnight during a build changes nothing."""
    clocks = ("current_date", "current_timestamp", "now()", "today()", "datetime.now")
    asked = [
        f"{file.relative_to(ROOT)}: {clock}"
        for folder in ("models", "macros", "analyses")
        for file in sorted((ROOT / folder).rglob("*.sql"))
        for clock in clocks
        if clock in file.read_text("utf-8").lower()
    ]
    assert asked == []
