"""Pages in a browser: what is asked for, what is complained of, who could not use them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import axe_playwright_python
from playwright.sync_api import Page

PHONE, DESKTOP = 390, 1280
DRAWN_WITHIN = 30_000  # milliseconds
AXE = Path(axe_playwright_python.__file__).parent / "axe.min.js"


@dataclass
class Visit:
    """An open page, its requests and its complaints."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def drawn(self, language: str) -> None:
        """Wait until every chart is there in that language."""
        self.page.wait_for_selector(
            f"html[data-drawn={language}]", timeout=DRAWN_WITHIN, state="attached"
        )

    def speak(self, language: str) -> None:
        """Switch the language, as a reader does."""
        self.page.click(f"button[data-language={language}]")
        self.drawn(language)


Opener = Callable[..., Visit]


def serious_findings(page: Page) -> list[str]:
    """The findings that axe-core calls serious or critical, with their elements.

    It does not look into drawings, which are hidden from screen readers: each has its
    title, a sentence and a table.
    """
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(
        "axe.run({exclude: ['[data-chart] > svg']}, {resultTypes: ['violations']})"
    )
    return [
        f"{finding['id']}: {[node['target'] for node in finding['nodes']][:5]}"
        for finding in found["violations"]
        if finding["impact"] in ("serious", "critical")
    ]


def overflow(page: Page) -> int:
    """Pixels by which the page is wider than its window."""
    return page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
