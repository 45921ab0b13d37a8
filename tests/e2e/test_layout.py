"""Nothing on the pages is cut, leaves its place or covers something else; print is whole."""

import subprocess
from pathlib import Path
from shutil import which

import numpy as np
import pytest
from builds import Build
from playwright.sync_api import Page
from report_database import small_database
from visits import Opener

from one_click.pages.pages import pages
from one_click.pages.vega import made_script
from one_click.screenshots import Theme

LAYOUT = (Path(__file__).parent / "layout.js").read_text(encoding="utf-8")
NAMES = ("report.html", "customers.html", "data.html")
WIDTHS = (1440, 1024, 390)
# A4 without its margins, in CSS pixels.
PAPER_WIDTH = 710
PRINTED_PAGES_MAX = 8
# How far down a printed page reaches at least, but the last one.
FILLED_MIN = 0.5


@pytest.fixture(scope="module")
def published(demo: Build) -> Path:
    """The folder with the pages that `make build` wrote."""
    return demo.project.root / "published"


@pytest.fixture(scope="module")
def later(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of a small store in its second month."""
    file = tmp_path_factory.mktemp("later") / "report.html"
    made = pages(small_database(), made_script())
    file.write_bytes(made["report.html"])
    return file


def opened(
    visit: Opener, file: Path, language: str, width: int, theme: Theme = "light"
) -> Page:
    """The page as a reader sees it after it has drawn all."""
    seen = visit(file, width, theme)
    if language != "ru":
        seen.speak(language)
    if file.name == "customers.html":
        seen.page.wait_for_selector("html[data-curve]", state="attached")
        seen.page.click("#rows [data-id]")
    return seen.page


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_cut_or_covered_on_a_phone(
    name: str, language: str, published: Path, visit: Opener
) -> None:
    assert opened(visit, published / name, language, 390).evaluate(LAYOUT) == []


@pytest.mark.slow
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_cut_or_covered(
    name: str, language: str, width: int, theme: Theme, published: Path, visit: Opener
) -> None:
    """Also with every table open that waits behind a line."""
    page = opened(visit, published / name, language, width, theme)
    assert page.evaluate(LAYOUT) == []
    page.evaluate(
        "document.querySelectorAll('details').forEach((each) => { each.open = true })"
    )
    assert page.evaluate(LAYOUT) == []


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", ["ru", "en"])
def test_a_report_of_a_later_month_is_whole_too(
    language: str, width: int, later: Path, visit: Opener
) -> None:
    """With results of a campaign, and with what moved since the month before."""
    page = opened(visit, later, language, width)
    assert page.locator("#since").count() == page.locator("#results").count() == 1
    assert page.evaluate(LAYOUT) == []


@pytest.mark.parametrize(("language", "theme"), [("ru", "dark"), ("en", "light")])
@pytest.mark.parametrize("name", NAMES)
def test_print_is_whole(
    name: str,
    language: str,
    theme: Theme,
    published: Path,
    visit: Opener,
    tmp_path: Path,
) -> None:
    """On paper: few pages, no text is cut, and no page but the last is half empty."""
    page = opened(visit, published / name, language, 1280, theme)
    filled = printed(page, tmp_path)
    assert min(filled[:-1], default=1) >= FILLED_MIN, filled
    assert filled[-1] > 0, filled
    assert len(filled) <= PRINTED_PAGES_MAX, filled
    page.emulate_media(media="print")
    # A browser that prints does not draw charts anew: they shrink as pictures do.
    page.evaluate(
        "document.querySelectorAll('[data-chart] > svg').forEach("
        "(chart) => chart.replaceWith(chart.cloneNode(true)))"
    )
    page.set_viewport_size({"width": PAPER_WIDTH, "height": 1000})
    assert page.evaluate(LAYOUT) == []


def printed(page: Page, folder: Path) -> list[float]:
    """How far down each printed page reaches, as a share of it."""
    if which("pdftoppm") is None:
        pytest.skip("pdftoppm was not found: install poppler-utils")
    page.pdf(path=folder / "page.pdf", prefer_css_page_size=True)
    command = ["pdftoppm", "-r", "30", "-gray", "page.pdf", "page"]
    subprocess.run(command, cwd=folder, check=True)
    return [lowest(file) for file in sorted(folder.glob("page-*.pgm"))]


def lowest(file: Path) -> float:
    """The lowest line of a picture that is not white, as a share of its height, or 0."""
    kind, size, _, pixels = file.read_bytes().split(b"\n", 3)
    assert kind == b"P5"
    width, height = map(int, size.split())
    rows = np.frombuffer(pixels, dtype=np.uint8).reshape(height, width)
    filled = np.flatnonzero((rows < 250).any(axis=1))
    return (filled[-1] + 1) / height if filled.size else 0
