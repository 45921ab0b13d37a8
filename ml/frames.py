"""Every table that leaves `ml` has fixed columns and types.

An engine that is handed a column of nulls has to guess its type, and the next run may
bring text into it.
"""

from collections.abc import Mapping, Sequence

import pandas as pd

Schema = Mapping[str, str]


def table(
    rows: Sequence[Mapping[str, object]] | Mapping[str, object] | pd.DataFrame,
    schema: Schema,
) -> pd.DataFrame:
    """Return the rows with the schema's columns alone, in its order and types."""
    return pd.DataFrame(rows, columns=list(schema)).astype(dict(schema))
