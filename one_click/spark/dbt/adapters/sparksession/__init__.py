"""The dbt adapter `sparksession`: dbt-spark, with Python models in the session of this process.

dbt finds it by its name where `one_click/spark` is on the path of Python. It adds to dbt-spark
what dbt-duckdb has: Python models that run beside dbt, seeds that keep every text, and
`ask_project`, by which macros ask Python (one_click/dbt_plugin.py does it on DuckDB).
"""

from dataclasses import dataclass
from pathlib import Path

from dbt.adapters.base import AdapterPlugin, PythonJobHelper, available
from dbt.adapters.contracts.connection import AdapterResponse
from dbt.adapters.spark.connections import SparkConnectionManager, SparkCredentials
from dbt.adapters.spark.impl import SparkAdapter

import one_click.spark
from one_click.spark import answers
from one_click.spark.session import Session, spark_session


@dataclass
class Credentials(SparkCredentials):
    """A session of Spark; what the project keeps for it lies in the folder of `path`."""

    path: str = ""

    @property
    def type(self) -> str:
        """The name of the adapter."""
        return "sparksession"

    @property
    def unique_field(self) -> str:
        """What tells two of them apart."""
        return self.path

    def _connection_keys(self) -> tuple[str, ...]:
        return ("path", "schema")


class ConnectionManager(SparkConnectionManager):
    """Connections as dbt-spark makes them."""

    TYPE = "sparksession"


class InThisProcess(PythonJobHelper):
    """Runs the code that dbt compiled for a Python model."""

    def __init__(self, parsed_model: dict, credentials: Credentials) -> None:
        self.settings = credentials.server_side_parameters

    def submit(self, compiled_code: str) -> None:
        """Run it; `session` is what Python models read and write with."""
        names = {"session": Session(spark_session(self.settings)), "__name__": "model"}
        exec(compile(compiled_code, "<python model>", "exec"), names)  # noqa: S102


class SparkSessionAdapter(SparkAdapter):
    """dbt-spark, and what dbt-duckdb has beside it."""

    ConnectionManager = ConnectionManager

    @property
    def default_python_submission_method(self) -> str:
        """The one way there is."""
        return "session"

    @property
    def python_submission_helpers(self) -> dict[str, type[PythonJobHelper]]:
        """The one way there is."""
        return {"session": InThisProcess}

    def generate_python_submission_response(self, submission_result) -> AdapterResponse:
        """What dbt logs of a Python model."""
        return AdapterResponse("OK")

    @available
    def ask_project(self, question: str, arguments: str) -> str:
        """The answer of the project's Python to a question of a macro; both are JSON."""
        credentials = self.config.credentials
        return answers.answer(
            spark_session(credentials.server_side_parameters),
            Path(credentials.path),
            question,
            arguments,
        )

    @available
    def load_seed(self, relation, file: str, types: dict[str, str]) -> None:
        """Make a table of a seed, every text as it stands in the file."""
        session = spark_session(self.config.credentials.server_side_parameters)
        answers.load_seed(session, str(relation), Path(file), types)


Plugin = AdapterPlugin(
    adapter=SparkSessionAdapter,
    credentials=Credentials,
    include_path=str(
        Path(one_click.spark.__file__).parent / "dbt" / "include" / "sparksession"
    ),
    dependencies=["spark"],
)
