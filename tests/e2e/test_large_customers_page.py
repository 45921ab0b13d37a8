"""customers.html at the most customers that it holds: small, soon there, quick to answer."""

from collections.abc import Callable
from pathlib import Path
from statistics import median

import pytest
from checkout import copy_project
from visits import Opener

CUSTOMERS = 50_000
SIZE_MAX = 6_000_000  # bytes
FIRST_PAINT_MAX = 1000  # milliseconds
REPEATS = 3
ANSWER_MAX = 100  # milliseconds, from the event to the picture
READY_WITHIN = 60_000  # milliseconds

# How long each control takes until its answer is painted; an array of times by control.
ANSWERS = """
    async () => {
        const byId = (id) => document.getElementById(id);
        const painted = () => new Promise((done) => requestAnimationFrame(() => {
            const after = new MessageChannel();
            after.port1.onmessage = done;
            after.port2.postMessage(null);
        }));
        const times = {};
        const timed = async (control, act) => {
            await painted();
            const start = performance.now();
            act();
            await painted();
            (times[control] ??= []).push(performance.now() - start);
        };
        const set = (id, value, type) => timed(id, () => {
            byId(id).value = value;
            byId(id).dispatchEvent(new Event(type, { bubbles: true }));
        });
        for (const part of ["2", "23", "234", "", "1", "12", ""]) await set("q", part, "input");
        for (const name of ["segment", "category", "service", "channel", "owner", "band"]) {
            const values = [...byId(name).options].map((option) => option.value);
            for (const value of [...values.slice(1, 4), ""]) await set(name, value, "change");
        }
        for (const button of document.querySelectorAll("[data-sort]")) {
            for (const turn of [1, 2, 3]) await timed("sort", () => button.click());
        }
        for (const id of ["budget", "contacts", "budget", "contacts"]) {
            for (const share of [0.02, 0.1, 0.3, 0.5, 0.7, 1]) {
                await set(id, String(Math.round(byId(id).max * share)), "input");
            }
        }
        return times;
    }
"""


@pytest.fixture(scope="module")
def large_page(build: Callable, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of a store with as many customers as a page may hold."""
    folder = tmp_path_factory.mktemp("large_page")
    project = copy_project(folder / "project")
    exports = folder / "exports"
    made = project.make("exports", f"ARGS=--customers {CUSTOMERS} --output {exports}")
    assert made.code == 0, made.output
    build(project, f"EXPORTS={exports}")
    return project.root / "published" / "customers.html"


@pytest.mark.slow
def test_a_large_page_answers_at_once(large_page: Path, visit: Opener) -> None:
    """The median of each control; each answer counts as fast as the fastest of three.

    The machine may be busy with something else.
    """
    assert large_page.stat().st_size <= SIZE_MAX
    page = visit(large_page).page
    page.wait_for_selector("html[data-curve]", state="attached", timeout=READY_WITHIN)
    first_paint = page.evaluate("performance.getEntriesByType('paint')[0].startTime")
    assert first_paint <= FIRST_PAINT_MAX
    repeats = [page.evaluate(ANSWERS) for _ in range(REPEATS)]
    medians = {
        control: median(
            map(min, zip(*(times[control] for times in repeats), strict=True))
        )
        for control in repeats[0]
    }
    assert len(medians) == 10
    slow = {control: each for control, each in medians.items() if each > ANSWER_MAX}
    assert slow == {}, medians
