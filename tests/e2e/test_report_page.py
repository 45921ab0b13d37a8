"""The pages in a real browser: nothing fetched, nothing complained of, usable by all."""

from pathlib import Path

import pytest
from builds import Build
from databases import query
from report_database import HOSTILE, small_database
from visits import DESKTOP, PHONE, Opener, Visit, overflow, serious_findings

from one_click.pages.pages import pages
from one_click.pages.vega import made_script
from one_click.screenshots import Theme

PAGES = ("report.html", "data.html")
SIZE_MAX = 3_000_000  # bytes
SCREEN_HEIGHT = 844  # pixels, of a phone


@pytest.fixture(scope="module")
def published(demo: Build) -> Path:
    """The folder with the pages that `make build` wrote."""
    return demo.project.root / "published"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with pages in which every name tries to be more than text."""
    folder = tmp_path_factory.mktemp("hostile")
    for name, content in pages(small_database(), made_script()).items():
        (folder / name).write_bytes(content)
    return folder


def check_page(opened: Visit, file: Path, language: str) -> None:
    """All charts are there, nothing was asked for or complained of, anybody can use it."""
    page = opened.page
    if language != "ru":
        opened.speak(language)
    charts = page.locator("[data-chart]").count()
    drawn = page.locator("[data-chart] svg[aria-hidden=true]").count()
    assert drawn == charts > 8
    assert overflow(page) == 0
    assert serious_findings(page) == []
    assert opened.requests == [file.as_uri()]
    assert opened.complaints == []


@pytest.mark.parametrize(
    ("name", "width", "theme", "language"),
    [("report.html", DESKTOP, "light", "ru"), ("data.html", PHONE, "dark", "en")],
)
def test_page_is_quiet_accessible_and_fits(
    name: str, width: int, theme: Theme, language: str, published: Path, visit: Opener
) -> None:
    """Each page, language, theme and width once."""
    file = published / name
    check_page(visit(file, width, theme), file, language)
    assert file.stat().st_size < SIZE_MAX


@pytest.mark.slow
@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("width", [DESKTOP, PHONE])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", ["ru", "en"])
def test_page_is_so_in_every_combination(
    name: str, width: int, theme: Theme, language: str, published: Path, visit: Opener
) -> None:
    """Slow because axe-core looks at thousands of elements each time."""
    file = published / name
    check_page(visit(file, width, theme), file, language)


def test_headline_shows_the_numbers_of_the_marts(
    published: Path, demo: Build, visit: Opener
) -> None:
    """As a reader sees them, in each language."""
    plan = query(
        demo.database,
        "select count(*) filter (channel <> 'on_site') as contacts, "
        "sum(expected_profit) as expected_profit, sum(cost_per_contact) as cost "
        "from marts.customer_offers where not is_holdout",
    ).iloc[0]
    risk = query(
        demo.database,
        "select sum(profit_at_risk) as profit_at_risk, "
        "count(*) filter (is_at_risk) as customers_at_risk from marts.customers",
    ).iloc[0]
    opened = visit(published / "report.html")
    for language, thousands, decimal in (("ru", "\u00a0", ","), ("en", ",", ".")):
        opened.speak(language)
        wanted = {
            "profit_at_risk": f"{risk['profit_at_risk']:,.0f}",
            "customers_at_risk": f"{risk['customers_at_risk']:,.0f}",
            "expected_profit": f"{plan['expected_profit']:,.0f}",
            "cost": f"{plan['cost']:,.1f}",
            "contacts": f"{plan['contacts']:,.0f}",
        }
        for name, english in wanted.items():
            shown = opened.page.inner_text(f"[data-figure={name}]")
            swapped = english.translate(str.maketrans(",.", thousands + decimal))
            assert shown == swapped, name


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_the_four_answers_stand_on_one_screen(
    width: int, published: Path, visit: Opener
) -> None:
    """Whom, with what, what it should earn and how sure: nobody has to scroll for them."""
    opened = visit(published / "report.html", width)
    for language in ("ru", "en"):
        opened.speak(language)
        ends = opened.page.eval_on_selector_all(
            ".answer", "all => all.map(each => each.getBoundingClientRect().bottom)"
        )
        assert len(ends) == 4
        assert max(ends) <= SCREEN_HEIGHT, ends


def test_report_holds_every_section(published: Path, visit: Opener) -> None:
    """Every table is there after a build; results wait for a second month."""
    page = visit(published / "report.html").page
    sections = page.eval_on_selector_all(
        "main section[id]", "all => all.map(s => s.id)"
    )
    assert sections == ["todo", "money", "plan", "why", "trust", "data"]
    for chart in ("offers", "sensitivity", "beeswarm"):
        assert page.locator(f"[data-chart={chart}] svg").count() == 1
    for row in ("segments", "offers", "power", "settings"):
        assert page.locator(f"[data-table={row}] tbody tr").count() > 2


def test_switches_work_by_keyboard_and_are_remembered(
    published: Path, visit: Opener
) -> None:
    """Tab reaches them, Enter turns them, and the next visit finds them so."""
    opened = visit(published / "report.html")
    page = opened.page
    assert "Прибыль" in page.inner_text("[data-chart=segment_map]")

    def press_on(selector: str) -> None:
        for _ in range(30):
            page.keyboard.press("Tab")
            if page.evaluate(f"document.activeElement.matches('{selector}')"):
                page.keyboard.press("Enter")
                return
        raise AssertionError(f"Tab does not reach {selector}")

    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    press_on("button[data-language=en]")
    opened.drawn("en")
    press_on("#theme")
    page.reload()
    opened.drawn("en")
    assert page.title().startswith("Who is about to buy less")
    assert page.get_attribute("html", "lang") == "en"
    assert "Monthly profit" in page.inner_text("[data-chart=segment_map]")
    assert page.get_attribute("#theme", "aria-pressed") == "true"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != light
    assert opened.complaints == []


def test_dark_pages_print_on_white(published: Path, visit: Opener) -> None:
    page = visit(published / "report.html", theme="dark").page
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == (
        "rgb(255, 255, 255)"
    )
    name = page.locator("[data-chart=offers] svg .mark-text text").first
    assert name.evaluate("text => getComputedStyle(text).fill") == "rgb(90, 99, 110)"


def test_hostile_names_are_shown_as_text(hostile: Path, visit: Opener) -> None:
    """In tables, in charts and in the words that appear under the mouse."""
    for name in PAGES:
        opened = visit(hostile / name)
        assert HOSTILE in opened.page.inner_text("main")
        opened.speak("en")
        assert opened.complaints == []
        assert opened.requests == [(hostile / name).as_uri()]
    page = visit(hostile / "report.html", PHONE).page
    assert overflow(page) == 0
    assert HOSTILE[:20] in page.inner_text("[data-chart=segment_bars]")
    page.locator("[data-chart=offers] svg .mark-rect path").first.hover()
    assert HOSTILE in page.inner_text("#vg-tooltip-element")
