"""Tables with fixed columns and types, whatever their rows hold.

An engine that is handed a column of nothing but nulls has to guess its type, and
the next run may bring text. So every table that leaves `ml` states its types.
"""

from collections.abc import Mapping, Sequence

import pandas as pd

Schema = Mapping[str, str]


def table(
    rows: Sequence[Mapping[str, object]] | pd.DataFrame, schema: Schema
) -> pd.DataFrame:
    """The rows with the schema's columns alone, in its order and of its types."""
    frame = pd.DataFrame(rows, columns=list(schema))
    return frame.astype(dict(schema))
