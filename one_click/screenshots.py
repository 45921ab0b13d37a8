"""`make screenshots`: the pictures of the pages in docs/, from what is published.

Only those of the demo exports belong there. Needs the Chromium of the system.
"""

import shutil
import sys
from dataclasses import dataclass

from playwright.sync_api import Browser, sync_playwright

from one_click.publish.publish import PUBLISHED, ROOT

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run"]
DOCS = ROOT / "docs"


@dataclass(frozen=True)
class Shot:
    """One picture: of which page, how large, in which theme and language."""

    name: str
    page: str
    width: int
    height: int
    theme: str
    language: str


SHOTS = (
    Shot("report-desktop.png", "report.html", 1280, 1700, "light", "ru"),
    Shot("report-phone.png", "report.html", 390, 1500, "dark", "en"),
    Shot("data-desktop.png", "data.html", 1280, 1300, "light", "en"),
)


def take(browser: Browser, shot: Shot) -> None:
    """Write one picture."""
    window = {"width": shot.width, "height": shot.height}
    page = browser.new_page(viewport=window, color_scheme=shot.theme)
    page.goto((PUBLISHED / shot.page).as_uri())
    if shot.language != "ru":
        page.click(f"button[data-language={shot.language}]")
    page.wait_for_selector(f"html[data-drawn={shot.language}]", state="attached")
    page.screenshot(path=DOCS / shot.name)
    page.close()


def main() -> int:
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        print(f"screenshots: install one of {', '.join(BROWSERS)}.", file=sys.stderr)
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
