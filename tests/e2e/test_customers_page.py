"""customers.html in a real browser: found, chosen, planned anew, downloaded; by keyboard too."""

import csv
import io
import zipfile
from pathlib import Path

import pytest
from builds import Build
from databases import query, rows
from playwright.sync_api import Page
from python_calamine import CalamineWorkbook
from report_database import HOSTILE, small_database
from visits import DESKTOP, PHONE, Opener, overflow, serious_findings

from one_click.pages.pages import customers_page
from one_click.screenshots import Theme

SIZE_MAX = 1_000_000  # bytes
FORMULA = "=cmd|' /C calc'!A0"


@pytest.fixture(scope="module")
def file(demo: Build) -> Path:
    """The page that `make build` wrote."""
    return demo.project.root / "published" / "customers.html"


@pytest.fixture
def page(file: Path, visit: Opener) -> Page:
    """The page, open and ready."""
    return ready(visit(file).page)


def ready(page: Page) -> Page:
    """Wait until the page holds its customers."""
    page.wait_for_selector("html[data-ready]", state="attached")
    return page


def ids(page: Page) -> list[str]:
    """The customers that are shown."""
    return page.eval_on_selector_all(
        "#rows [data-id]", "all => all.map(each => each.dataset.id)"
    )


def clicked(page: Page, button: str, ending: str) -> Path:
    """The file that a click on a button downloads."""
    with page.expect_download() as started:
        page.click(button)
    assert started.value.suggested_filename.endswith(ending)
    return Path(started.value.path())


def downloaded(page: Page) -> list[dict[str, str]]:
    """The rows of the download as CSV."""
    text = clicked(page, "#download", ".csv").read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


def workbook(page: Page) -> list[dict[str, str | float]]:
    """The rows of the download as a workbook, in which nothing is a formula."""
    file = clicked(page, "#download-xlsx", ".xlsx")
    with zipfile.ZipFile(file) as packed:
        assert packed.testzip() is None
        assert b"<f" not in packed.read("xl/worksheets/sheet1.xml")
    book = CalamineWorkbook.from_path(str(file))
    header, *rows = book.get_sheet_by_index(0).to_python()
    return [dict(zip(header, row, strict=True)) for row in rows]


@pytest.mark.parametrize(
    ("width", "theme", "language"), [(DESKTOP, "light", "ru"), (PHONE, "dark", "en")]
)
def test_page_is_quiet_accessible_and_fits(
    width: int, theme: Theme, language: str, file: Path, visit: Opener
) -> None:
    opened = visit(file, width, theme)
    page = ready(opened.page)
    if language != "ru":
        opened.speak(language)
    page.click("#rows [data-id]")
    assert page.is_visible("#card")
    assert overflow(page) == 0
    assert serious_findings(page) == []
    assert opened.requests == [file.as_uri()]
    assert opened.complaints == []
    assert file.stat().st_size < SIZE_MAX


def test_the_plan_is_that_of_the_warehouse(page: Page, demo: Build) -> None:
    """At the limits in force, whoever is shown has the offer of the marts."""
    planned = query(
        demo.database,
        "select count(*) filter (channel <> 'on_site') as contacts, "
        "sum(expected_profit)::double as profit, sum(cost_per_contact)::double as cost "
        "from marts.customer_offers where not is_holdout",
    ).iloc[0]
    assert page.inner_text("#plan-contacts") == f"{planned['contacts']:.0f}"
    for name in ("profit", "cost"):
        assert page.inner_text(f"#plan-{name}") == f"{planned[name]:.1f}".replace(
            ".", ","
        )
    offers = rows(
        demo.database,
        "select customer_id::varchar, offer from marts.customer_offers "
        "where not is_holdout order by 1",
    )
    listed = downloaded(page)
    assert (
        sorted((row["customer_id"], row["offer"]) for row in listed if row["offer"])
        == offers
    )


def test_filters_combine_and_downloads_leave_the_control_group_out(
    page: Page, demo: Build
) -> None:
    wanted = rows(
        demo.database,
        "select customer_id::varchar from marts.customers "
        "where contains(segments, 'abandoned_basket') and risk_band = 'high' "
        "and favourite_category = 'kids' order by customer_id",
    )
    withheld = {
        customer
        for (customer,) in rows(
            demo.database,
            "select customer_id::varchar from marts.customer_offers where is_holdout",
        )
    }
    page.select_option("#segment", "abandoned_basket")
    page.select_option("#band", "high")
    page.select_option("#category", label="Товары для детей")
    page.click("[data-sort=id]")
    chosen = [customer for (customer,) in wanted]
    assert len(chosen) > 3
    assert ids(page) == chosen[:20]
    assert {row["customer_id"] for row in downloaded(page)} == set(chosen) - withheld
    page.click("#clear")
    assert not withheld & {row["customer_id"] for row in downloaded(page)}


def test_the_workbook_holds_what_the_csv_holds(page: Page) -> None:
    """The same rows and columns: ids are texts, risk and profit are numbers."""
    page.select_option("#band", "high")
    listed, typed = downloaded(page), workbook(page)
    assert len(listed) > 20

    def number(text: str) -> float | str:
        return float(text.replace(",", ".")) if text else ""

    figures = ("churn_risk", "expected_profit")
    assert typed == [
        row | {name: number(row[name]) for name in figures} for row in listed
    ]
    assert {type(row["churn_risk"]) for row in typed} == {float}
    assert any(row["expected_profit"] for row in typed)


def test_nobody_is_nothing_to_download(page: Page) -> None:
    """Nor is the control group alone."""
    page.fill("#q", "no-such-customer")
    assert page.inner_text("#found").startswith("Никто не найден")
    assert page.is_disabled("#download")
    page.fill("#q", "")
    page.select_option("#channel", "control")
    assert ids(page)
    assert page.is_disabled("#download-xlsx")


def test_the_customers_at_risk_are_found(page: Page, demo: Build) -> None:
    """As many as the report names, and several ids that were pasted at once."""
    query = "select customer_id::varchar from marts.customers where is_at_risk"
    at_risk = {customer for (customer,) in rows(demo.database, query)}
    page.select_option("#zone", "in")
    assert f"Найдено: {len(at_risk)}," in page.inner_text("#found")
    assert set(ids(page)) <= at_risk
    some = sorted(at_risk)[:3]
    page.fill("#q", ", ".join(some))
    assert sorted(ids(page)) == some


def test_a_trial_plan_says_so_above_the_list(page: Page) -> None:
    assert not page.is_visible("#trial")
    page.fill("#budget", "1")
    assert "пробный план: бюджет 1" in page.inner_text("#trial")
    page.click("#clear")
    assert page.is_visible("#trial")
    page.click("#trial-end")
    assert not page.is_visible("#trial")


def test_a_customer_is_found_by_a_part_of_the_id(page: Page, demo: Build) -> None:
    """With risk, reasons, segments, the offer and what else would fit."""
    ((customer, reason, offer),) = rows(
        demo.database,
        "select customer_id::varchar, reason_1_ru, offer_ru from marts.customers "
        "where not is_holdout and reason_1_ru is not null and channel <> 'on_site' "
        "order by expected_profit desc limit 1",
    )
    page.fill("#q", customer[1:])
    assert customer in ids(page)
    page.click(f"[data-id='{customer}']")
    card = page.inner_text("#card")
    assert reason in card
    assert offer in card
    assert page.locator("#card-offers li").count() > 1


def test_other_limits_make_another_plan_that_a_link_keeps(
    page: Page, visit: Opener, file: Path
) -> None:
    """Fewer contacts earn less; the address of the view brings it back."""
    before = page.inner_text("#plan-profit")
    page.fill("#contacts", "100")
    assert page.inner_text("#plan-contacts") == "100"
    assert float(page.inner_text("#plan-profit").replace(",", ".")) < float(
        before.replace(",", ".")
    )
    page.fill("#q", "50")
    page.click("nav [href='#what-if']")
    page.wait_for_url(lambda url: "contacts=100" in url and "q=50" in url)
    address = page.url
    other = page.context.new_page()
    other.goto(address)
    ready(other)
    assert other.inner_text("#plan-contacts") == "100"
    assert ids(other) == ids(page)
    page.click("#reset")
    assert page.inner_text("#plan-profit") == before


def test_the_keyboard_is_enough(page: Page) -> None:
    """A slider moves by arrows, a customer opens by Enter and closes again."""
    page.focus("#rows [data-id]")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "card-title"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert not page.is_visible("#card")
    page.focus("#contacts")
    before = int(page.input_value("#contacts"))
    page.keyboard.press("ArrowLeft")
    assert int(page.input_value("#contacts")) == before - 1


def test_who_moved_since_last_month_is_found_by_a_link(
    tmp_path: Path, visit: Opener
) -> None:
    """The report links to those who came to be at risk; a card tells of the months."""
    file = tmp_path / "customers.html"
    file.write_text(customers_page(small_database()), encoding="utf-8")
    page = ready(visit(file).page)
    page.goto(f"{file.as_uri()}#moved=entered")
    page.wait_for_function("document.querySelectorAll('#rows [data-id]').length === 1")
    assert ids(page) == ["1"]
    page.click("[data-id='1']")
    assert "2026-10: 40\u00a0%; 2026-11: 90\u00a0%" in page.inner_text("#card")
    page.select_option("#moved", "left")
    assert ids(page) == ["3"]
    page.select_option("#moved", "new")
    assert ids(page) == ["4"]


def test_a_card_says_what_there_is_not(tmp_path: Path, visit: Opener) -> None:
    """A customer without an offer gets none; who is not active has no risk to explain."""
    database = small_database()
    database.execute("delete from marts.offer_candidates where customer_id = 4")
    file = tmp_path / "customers.html"
    file.write_text(customers_page(database), encoding="utf-8")
    page = ready(visit(file).page)
    page.click("[data-id='4']")
    assert "получает предложение" not in page.inner_text("#card-facts")
    assert "предложения нет" in page.inner_text("#card-facts")
    page.click("[data-id='5']")
    assert page.inner_text("#card-reasons") == (
        "риск не считался: клиент не активен или данных не хватает"
    )


def test_hostile_names_are_text(tmp_path: Path, visit: Opener) -> None:
    """On the page, and in the spreadsheet that opens a download."""
    database = small_database()
    name = FORMULA + "<\x01_x0041_&"
    database.execute("update marts.segment_summary set name_ru = ?", [name])
    file = tmp_path / "customers.html"
    file.write_text(customers_page(database), encoding="utf-8")
    opened = visit(file)
    page = ready(opened.page)
    page.click("[data-id='1']")
    assert HOSTILE in page.inner_text("#card")
    listed = {row["customer_id"]: row for row in downloaded(page)}
    assert set(listed) == {"1", "2", "4", "5"}
    assert listed["1"]["segment"] == "'" + name
    typed = {row["customer_id"]: row for row in workbook(page)}
    assert set(typed) == set(listed)
    # XML holds no control character.
    assert typed["1"]["segment"] == name.replace("\x01", "")
    assert opened.complaints == []
