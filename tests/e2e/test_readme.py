"""README and docs say what is so: each fenced command runs, each recipe is followed.

A command that no test knows broke unseen once: a fenced line that is neither run here nor
named in `RUN_ELSEWHERE` is a failure.
"""

import re
from pathlib import Path

import pytest
from builds import Build
from checkout import ROOT, Project, copy_build
from databases import rows

PAPERS = (
    "README.md",
    "CONTRIBUTING.md",
    *(f"docs/{p.name}" for p in sorted(ROOT.glob("docs/*.md"))),
)
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
# Commands that need minutes, and the tests that run them.
RUN_ELSEWHERE = {
    "make build": "tests/e2e/test_fresh_clone.py, tests/e2e/test_demo_build.py",
    "make test": "tests/e2e/test_fresh_clone.py; this test is a part of it",
    "make lint": ".ci/run",
    "make evidence": "it runs slow tests, which `make test-share` runs too",
    "make build TARGET=spark": "tests/optional/test_spark.py, by make check-spark",
    "make build TARGET=spark EXPORTS=/lake/exports": "the same, with its own folder",
    "make check-spark": "it runs that file; half an hour, with Java",
    "make cluster-up": "tests/optional/test_spark.py",
    "make cluster-down": "tests/optional/test_spark.py",
    "make build TARGET=spark_cluster": "tests/optional/test_spark.py, by make check-spark",
    "make demo": "tests/e2e/test_demo_command.py, with fewer customers",
    "make bench": "tests/bench/test_command.py, with stand-ins for the long runs",
    "make bench ARGS='--customers 100000 1000000:3 10000000:1'": "the same",
    "make forget ID=215348": "tests/e2e/test_forget.py",
    "make build VARS='{leaderboard: thorough}'": "tests/ml/test_evaluation.py",
    "dbt build": "tests/e2e/test_dbt_habits.py",
    "dbt build --target dev --select state:modified+ --defer --state warehouse/state": (
        "tests/e2e/test_dbt_habits.py"
    ),
    "export DBT_TARGET=dev": "tests/e2e/test_dbt_habits.py, as --target",
    ". .venv/bin/activate": "tests/e2e/test_dbt_habits.py, which calls .venv/bin/dbt",
}


def fenced(language: str, *papers: str) -> list[str]:
    """The fenced blocks of a language, in order."""
    found = []
    for paper in papers or PAPERS:
        text = (ROOT / paper).read_text(encoding="utf-8")
        found += [body for name, body in FENCE.findall(text) if name == language]
    return found


def commands() -> list[str]:
    """Each fenced line of a shell, without its comment."""
    lines = "".join(fenced("sh")).splitlines()
    return [re.split(r"\s{2,}# ", line)[0] for line in lines if line.strip()]


HERE = [line for line in dict.fromkeys(commands()) if line not in RUN_ELSEWHERE]


def test_every_command_is_known() -> None:
    """By the list above, or because it is run below; nothing in the list is gone."""
    assert set(RUN_ELSEWHERE) <= set(commands())
    assert all(line.startswith(("make ", "echo ")) for line in HERE)


@pytest.mark.slow
def test_commands_run_in_the_order_of_the_page(
    demo: Build, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """In one folder, one after the other, as a reader types them."""
    project = copy_build(demo.project, tmp_path_factory.mktemp("readme") / "project")
    assert len(HERE) > 5
    for line in HERE:
        result = project.run("sh", "-c", line)
        assert result.code == 0, f"{line}\n{result.output}"
        if "threshold_policy: recall" in line:
            policy = (
                "select value from marts.settings where setting = 'threshold_policy'"
            )
            assert rows(project.published, policy) == [("recall",)]
        if "care_call: 0.21" in line:
            measured = (
                "select distinct risk_reduction from marts.offer_candidates "
                "where effect_source = 'measured' and offer = 'care_call'"
            )
            ((reduction,),) = rows(project.published, measured)
            assert float(reduction) == 0.21
        if line.startswith("echo"):
            assert len(result.lines) > 20


Steps = list[tuple[str, str, str]]
NAME = re.compile(r"`([\w/]+\.\w+)`")


def recipe(title: str) -> str:
    """The text of a recipe, to the next one."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    start = text.index(f"**{title}")
    end = min(text.find("\n**", start + 2), text.find("\n## ", start))
    return text[start:end]


def steps(title: str) -> Steps:
    """Each step as file, line above which it goes (or how a file is changed), new text."""
    text = recipe(title)
    found: Steps = []
    for before, language, body in re.findall(
        r"((?:(?!```).)*?)```(\w+)\n(.*?)```", text, re.DOTALL
    ):
        *_, file = NAME.findall(before)
        found.append((file, "a new file" if language != "csv" else "last", body))
    for row in re.findall(
        r"^\| `([^`]+)` \| `([^`]+)` \| `([^`]+)` \|$", text, re.MULTILINE
    ):
        found.append(row)
    assert found
    return found


def follow(project: Project, step: tuple[str, str, str]) -> None:
    """Do one step of a recipe to the letter."""
    name, above, new = step
    file = project.root / name
    if above == "a new file":
        file.write_text(new, encoding="utf-8")
    elif above == "last":
        text = file.read_text(encoding="utf-8")
        file.write_text(text.rstrip("\n") + "\n" + new, encoding="utf-8")
    else:
        lines = file.read_text(encoding="utf-8").splitlines()
        (place,) = [number for number, line in enumerate(lines) if line == above]
        lines.insert(place, new)
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")


RECIPES = {
    "Add a segment.": (
        "select customers > 0 from marts.segment_summary "
        "where segment = 'large_premium_baskets'"
    ),
    "Add an offer.": (
        "select eligible_customers > 0 from marts.offer_summary where offer = 'basket_gift'"
    ),
    "Add a feature.": (
        "select count(*) > 0 from scoring.feature_importance "
        "where feature = 'minutes_trend'"
    ),
    "Add a candidate": (
        "select count(*) > 0 from scoring.model_leaderboard "
        "where candidate = 'naive_bayes'"
    ),
}
CANDIDATE = ("VARS={champion: naive_bayes}",)


def built(project: Project, title: str) -> int:
    """The exit code of the build that ends a recipe."""
    result = project.make("build", *(CANDIDATE if "candidate" in title else ()))
    assert "Traceback" not in result.output, result.output
    return result.code


@pytest.mark.slow
@pytest.mark.parametrize("title", RECIPES)
def test_a_recipe_does_what_it_says(demo: Build, title: str, tmp_path: Path) -> None:
    project = copy_build(demo.project, tmp_path / "project")
    for step in steps(title):
        follow(project, step)
    assert built(project, title) == 0
    assert rows(project.published, RECIPES[title]) == [(True,)]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("title", "left_out"),
    [
        (title, number)
        for title in RECIPES
        if title != "Add an offer."
        for number in range(len(steps(title)))
    ],
)
def test_a_recipe_without_one_step_is_refused(
    demo: Build, title: str, left_out: int, tmp_path: Path
) -> None:
    """Whichever step it is: nothing half-followed is published."""
    project = copy_build(demo.project, tmp_path / "project")
    before = (project.root / "published" / "current").resolve()
    for number, step in enumerate(steps(title)):
        if number != left_out:
            follow(project, step)
    assert built(project, title) != 0
    assert (project.root / "published" / "current").resolve() == before
