"""Builds that many tests look at. Each is made once, by the command a user types."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from builds import Build
from checkout import Project, copy_build, copy_project, forget_build
from databases import snapshot
from export_files import EXPORTS
from playwright.sync_api import Browser, BrowserContext, sync_playwright
from visits import DESKTOP, Opener, Visit

from one_click.screenshots import ARGUMENTS, NO_BROWSER, Theme, installed_browser


@pytest.fixture(scope="session")
def build(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Build]:
    """`build(project, ...)`: `make build` with these variables; it must succeed."""

    def make_build(project: Project, *variables: str) -> Build:
        result = project.make("build", *variables)
        assert result.code == 0, result.output
        return Build(project, result, snapshot(project, tmp_path_factory))

    return make_build


@pytest.fixture(scope="session")
def demo(build: Callable, tmp_path_factory: pytest.TempPathFactory) -> Build:
    """The first build of all, with the demo exports."""
    return build(copy_project(tmp_path_factory.mktemp("demo") / "project"))


@pytest.fixture(scope="session")
def demo_again(build: Callable, demo: Build) -> Build:
    """The build after it, with nothing changed."""
    return build(demo.project)


@pytest.fixture(scope="session")
def real(
    build: Callable, real_exports: Path, tmp_path_factory: pytest.TempPathFactory
) -> Build:
    """The first build of all, with the store's own exports in their folder."""
    project = copy_project(tmp_path_factory.mktemp("real") / "project")
    return build(project, f"EXPORTS={real_exports}")


@pytest.fixture(scope="session")
def real_as_seeds(
    build: Callable,
    real: Build,
    real_exports: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Build:
    """The store's own exports put over the demo's; folds are kept, nothing else."""
    folder = tmp_path_factory.mktemp("real_as_seeds")
    project = copy_build(real.project, folder / "project")
    forget_build(project)
    for name in EXPORTS:
        file = project.root / "seeds" / "exports" / f"{name}.csv"
        file.write_bytes((real_exports / f"{name}.csv").read_bytes())
    return build(project)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The Chromium of the system."""
    found = installed_browser()
    if found is None:
        pytest.skip(NO_BROWSER)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def visit(browser: Browser) -> Iterator[Opener]:
    """`visit(file, ...)`: open a file in a window of its own."""
    contexts: list[BrowserContext] = []

    def open_page(file: Path, width: int = DESKTOP, theme: Theme = "light") -> Visit:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=theme
        )
        contexts.append(context)
        opened = Visit(context.new_page())
        opened.page.on("request", lambda request: opened.requests.append(request.url))
        opened.page.on("console", lambda line: opened.complaints.append(line.text))
        opened.page.on("pageerror", lambda error: opened.complaints.append(str(error)))
        opened.page.on(
            "dialog", lambda dialog: opened.complaints.append(dialog.message)
        )
        opened.page.goto(file.as_uri())
        opened.drawn("ru")
        return opened

    yield open_page
    for context in contexts:
        context.close()
