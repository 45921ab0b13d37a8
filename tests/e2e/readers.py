"""Someone who reads the published file without pause: `python readers.py FILE [hold]`.

Prints a line of JSON for each read, until stdin is closed. A read opens the file, looks
at several tables in several queries, and says what month and horizon each one is of; with
`hold` the file is opened once and looked at for as long as it lasts.
"""

import json
import os
import sys
import threading

import duckdb

QUESTIONS = {
    "customers": "select count(*) from marts.customers",
    "months": """
        select strftime(as_of, '%Y-%m') from marts.customers
        union select campaign from marts.customer_offers
        union select strftime(as_of, '%Y-%m') from marts.segment_members
    """,
    "horizons": """
        select round(profit_at_risk / (churn_risk * monthly_profit), 6)
        from marts.customers where churn_risk * monthly_profit > 0
        union
        select round(
            summary.profit_at_risk / sum(members.churn_risk * members.monthly_profit), 6
        )
        from marts.segment_summary as summary
        inner join marts.segment_members as members using (segment)
        group by summary.segment, summary.profit_at_risk
    """,
}


def look(connection: duckdb.DuckDBPyConnection) -> dict[str, list]:
    """What each question is answered."""
    return {
        name: sorted(value for (value,) in connection.execute(sql).fetchall())
        for name, sql in QUESTIONS.items()
    }


def main(file: str, hold: bool) -> None:
    threading.Thread(
        target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True
    ).start()
    held = duckdb.connect(file, read_only=True) if hold else None
    while True:
        try:
            if held:
                answer = look(held)
            else:
                with duckdb.connect(file, read_only=True) as connection:
                    answer = look(connection)
        except (duckdb.Error, OSError) as error:
            answer = {"error": str(error)}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], "hold" in sys.argv[2:])
