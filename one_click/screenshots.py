"""`make screenshots`: the pictures of the published pages in docs/.

Pictures of the demo exports belong there, and no others. Needs the system's Chromium.
"""

import shutil
import sys
from dataclasses import dataclass
from typing import Literal

from playwright.sync_api import Browser, sync_playwright

from one_click.paths import PUBLISHED, ROOT

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
NO_BROWSER = f"no browser was found: install one of {', '.join(BROWSERS)}"
# As in a container: the browser has no sandbox of its own, no screen, no updates.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DOCS = ROOT / "docs"

Theme = Literal["light", "dark"]


@dataclass(frozen=True)
class Shot:
    """One picture: of which page, how large, in which theme and language."""

    name: str
    page: str
    width: int
    height: int
    theme: Theme
    language: str


SHOTS = (
    Shot("report-desktop.png", "report.html", 1280, 1700, "light", "ru"),
    Shot("report-phone.png", "report.html", 390, 1500, "dark", "en"),
    Shot("customers-desktop.png", "customers.html", 1280, 1100, "light", "ru"),
    Shot("data-desktop.png", "data.html", 1280, 1300, "light", "en"),
)


def installed_browser() -> str | None:
    """The path of the system's Chromium, if there is one."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def take(browser: Browser, shot: Shot) -> None:
    """Write one picture."""
    page = browser.new_page(
        viewport={"width": shot.width, "height": shot.height}, color_scheme=shot.theme
    )
    page.goto((PUBLISHED / shot.page).as_uri())
    if shot.language != "ru":
        page.click(f"button[data-language={shot.language}]")
    page.wait_for_selector(f"html[data-drawn={shot.language}]", state="attached")
    page.screenshot(path=DOCS / shot.name)
    page.close()


def main() -> int:
    """Take every picture and name it; the exit code."""
    found = installed_browser()
    if found is None:
        print(f"screenshots: {NO_BROWSER}.", file=sys.stderr)
        return 1
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        for shot in SHOTS:
            take(browser, shot)
        browser.close()
    print("Wrote " + ", ".join(f"docs/{shot.name}" for shot in SHOTS) + ".")
    return 0


if __name__ == "__main__":
    sys.exit(main())
