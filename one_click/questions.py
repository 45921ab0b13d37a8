"""The questions that macros ask Python, on any engine, and how an answer comes back.

An answer is JSON: `{"answer": …}`, or `{"problem": "…"}` with the sentence that stops the build.
"""

import json
from collections.abc import Callable

from ml.params import CANDIDATES
from one_click.exports import check
from one_click.exports.forgotten import forgotten_rows
from one_click.exports.problems import InputProblem
from one_click.exports.seeds import check_seeds
from one_click.publish.problems import PublishError
from one_click.warehouse import WarehouseError


class CandidateProblem(Exception):
    """Why the candidates cannot be used, in one sentence."""


def candidates() -> list[str]:
    """The names that the var champion may have; raises CandidateProblem."""
    # scikit-learn takes a second to import, and is asked where a champion is named.
    from ml.candidates import check_candidates

    try:
        check_candidates()
    except ValueError as error:
        raise CandidateProblem(str(error)) from error
    except NameError as error:
        raise CandidateProblem(
            f"ml/candidates.py cannot be used: {error}. Expected: an import of each "
            "classifier."
        ) from error
    return list(CANDIDATES)


def features() -> list[str]:
    """The features that the models learn from, in their order."""
    # pandas takes half a second to import; only dbt asks.
    from ml.features import FEATURES

    return list(FEATURES)


QUESTIONS: dict[str, Callable] = {
    "candidates": candidates,
    "check_seeds": check_seeds,
    "features": features,
    "forgotten_rows": forgotten_rows,
}
# These read exports; plain copies of some lie beside the warehouse.
QUESTIONS_OF_EXPORTS: dict[str, Callable] = {
    "check_exports": check.check_exports,
    "export_query": check.export_query,
    "line_of": check.line_of,
    "number_formats": check.number_formats,
    "period_spellings": check.period_spellings,
}


def answered(find: Callable[[], object]) -> str:
    """What a question finds as JSON, or the sentence of its problem."""
    try:
        found = find()
    except (CandidateProblem, InputProblem, PublishError, WarehouseError) as problem:
        return json.dumps({"problem": str(problem)}, ensure_ascii=False)
    except OSError as error:
        return json.dumps(
            {
                "problem": f"{error.filename} cannot be used: {error.strerror}. "
                "Expected: a file that you may read, in folders that you may enter."
            },
            ensure_ascii=False,
        )
    return json.dumps({"answer": found}, ensure_ascii=False)
