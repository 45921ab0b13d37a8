"""Apache Superset reads the published file: dataset, chart, picture. `make check-superset`.

A Superset of its own for the time of the test: its settings, its metadata (SQLite) and its
password live in a temporary folder, it listens on this machine only, and it is stopped in
the end. Reads what was published in this checkout; the picture is left in
`published/superset.png`.
"""

import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest
from checkout import ROOT

PROGRAM = ROOT / ".venv-superset" / "bin" / "superset"
DATABASE = ROOT / "published" / "one_click.duckdb"
PICTURE = ROOT / "published" / "superset.png"
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
SECONDS_TO_START = 180

# Nothing but what Superset needs to run here alone.
SETTINGS = """
SECRET_KEY = {secret!r}
SQLALCHEMY_DATABASE_URI = "sqlite:///{folder}/superset.db"
WTF_CSRF_ENABLED = False
TALISMAN_ENABLED = False
"""
# Signs in as a person does, and goes on to the chart.
SIGN_IN = """<!doctype html><body onload="document.forms[0].submit()">
<form method="post" action="{address}/login/?next={page}">
<input name="username" value="admin"><input name="password" value="{password}">
</form></body>"""

METRIC = {
    "expressionType": "SIMPLE",
    "column": {"column_name": "profit_at_risk", "type": "DOUBLE"},
    "aggregate": "SUM",
    "label": "Прибыль под риском",
}

pytestmark = [
    pytest.mark.skipif(
        not PROGRAM.exists(), reason="it has a command of its own: make check-superset"
    ),
    pytest.mark.skipif(not DATABASE.exists(), reason="run `make build`"),
]


@dataclass(frozen=True)
class Superset:
    """A running Superset, and who may enter."""

    address: str
    password: str
    token: str

    def call(self, method: str, path: str, body: dict | None = None) -> dict:
        """One call of its REST API."""
        return call(f"{self.address}/api/v1/{path}", method, body, self.token)


def call(url: str, method: str, body: dict | None, token: str = "") -> dict:
    """A request with JSON, answered with JSON."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    data = None
    if body is not None:
        headers["Content-Type"] = "application/json"
        data = json.dumps(body).encode()
    request = urllib.request.Request(url, data, headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        raise AssertionError(f"{method} {url}: {error} {error.read()[:500]}") from error


@pytest.fixture(scope="module")
def superset(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Superset]:
    """Superset with one user, until the last test is done."""
    folder = tmp_path_factory.mktemp("superset")
    password = secrets.token_urlsafe(16)
    settings = folder / "superset_config.py"
    settings.write_text(SETTINGS.format(secret=secrets.token_hex(32), folder=folder))
    environment = {
        **os.environ,
        "SUPERSET_CONFIG_PATH": str(settings),
        "SUPERSET_HOME": str(folder),
        "FLASK_APP": "superset.app:create_app()",
    }
    person = ["--username", "admin", "--firstname", "A", "--lastname", "B"]
    person += ["--email", "admin@example.com", "--password", password]
    for command in (["db", "upgrade"], ["fab", "create-admin", *person], ["init"]):
        ended = subprocess.run(
            [str(PROGRAM), *command],
            env=environment,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert ended.returncode == 0, ended.stderr[-2000:]
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    with (folder / "server.log").open("w") as log:
        server = subprocess.Popen(
            [str(PROGRAM), "run", "--host", "127.0.0.1", "--port", str(port)],
            env=environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        wait_until_it_answers(f"{address}/health", server, folder / "server.log")
        person = {"username": "admin", "password": password, "provider": "db"}
        answer = call(f"{address}/api/v1/security/login", "POST", person)
        yield Superset(address, password, answer["access_token"])
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait()


def wait_until_it_answers(url: str, server: subprocess.Popen, log: Path) -> None:
    """Return when the server is up; say what it printed when it is not."""
    end = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < end and server.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except OSError:
            time.sleep(0.5)
        else:
            return
    raise AssertionError(log.read_text()[-2000:])


@pytest.fixture(scope="module")
def dataset(superset: Superset) -> int:
    """The segments as a dataset, from a connection that cannot write."""
    connection = {
        "database_name": "В один клик",
        "sqlalchemy_uri": f"duckdb:///{DATABASE}",
        "extra": json.dumps({"engine_params": {"connect_args": {"read_only": True}}}),
    }
    database = superset.call("POST", "database/", connection)["id"]
    table = {"database": database, "schema": "marts", "table_name": "segment_summary"}
    return superset.call("POST", "dataset/", table)["id"]


def test_the_dataset_has_the_columns_and_their_descriptions(
    superset: Superset, dataset: int
) -> None:
    """Found by reflection: types and comments of the published table."""
    columns = superset.call("GET", f"dataset/{dataset}")["result"]["columns"]
    found = {column["column_name"]: column["description"] for column in columns}
    with duckdb.connect(str(DATABASE), read_only=True) as connection:
        expected = connection.execute(
            "select column_name, comment from duckdb_columns() "
            "where table_name = 'segment_summary'"
        ).fetchall()
    assert found == dict(expected)


def test_a_chart_shows_what_the_marts_say(superset: Superset, dataset: int) -> None:
    """A saved bar chart, its data over the API, and a picture of it."""
    source = {"id": dataset, "type": "table"}
    query = {
        "columns": ["name_ru"],
        "metrics": [METRIC],
        "orderby": [[METRIC, False]],
        "row_limit": 100,
    }
    context = {
        "datasource": source,
        "queries": [query],
        "result_format": "json",
        "result_type": "full",
    }
    answer = superset.call("POST", "chart/data", context)["result"][0]
    with duckdb.connect(str(DATABASE), read_only=True) as connection:
        expected = connection.execute(
            "select name_ru, profit_at_risk from marts.segment_summary"
        ).fetchall()
    found = {row["name_ru"]: row["Прибыль под риском"] for row in answer["data"]}
    assert found == pytest.approx(dict(expected))
    form = {
        "datasource": f"{dataset}__table",
        "viz_type": "echarts_timeseries_bar",
        "x_axis": "name_ru",
        "metrics": [METRIC],
        "orientation": "horizontal",
        "groupby": [],
        "row_limit": 100,
        "x_axis_sort": "Прибыль под риском",
        "x_axis_sort_asc": True,
        "show_legend": False,
    }
    chart = {
        "slice_name": "Прибыль под риском по сегментам",
        "viz_type": form["viz_type"],
        "datasource_id": dataset,
        "datasource_type": "table",
        "params": json.dumps(form),
        "query_context": json.dumps({**context, "form_data": form}),
    }
    number = superset.call("POST", "chart/", chart)["id"]
    saved = superset.call("GET", f"chart/{number}/data/?force=true")["result"][0]
    assert saved["rowcount"] == len(expected)
    if CHROMIUM is None:
        pytest.skip("there is no Chromium: the data were compared, no picture was made")
    draw(superset, f"/explore/?slice_id={number}%26standalone=1")


def draw(superset: Superset, page: str) -> None:
    """Sign in and leave a picture of the page."""
    PICTURE.unlink(missing_ok=True)
    profile = Path(os.environ.get("TMPDIR", "/tmp"), f"superset-{secrets.token_hex(4)}")
    profile.mkdir(mode=0o700)
    try:
        door = profile / "sign_in.html"
        door.write_text(
            SIGN_IN.format(
                address=superset.address, page=page, password=superset.password
            )
        )
        command = [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu"]
        command += ["--no-first-run", "--disable-background-networking"]
        command += ["--disable-component-update", "--disable-sync"]
        command += [f"--user-data-dir={profile}", "--window-size=1200,700"]
        command += [
            "--virtual-time-budget=60000",
            f"--screenshot={PICTURE}",
            f"file://{door}",
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=300)
    finally:
        shutil.rmtree(profile, ignore_errors=True)
    assert PICTURE.stat().st_size > 10_000
