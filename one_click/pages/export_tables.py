"""Tables of both pages: what came in, what was kept, and the settings in force."""

from collections.abc import Iterator

from one_click.pages.codes import EXPORTS, STATUSES, status_reason
from one_click.pages.facts import Facts
from one_click.pages.tables import Column, Table, coded, figure, table, text
from one_click.pages.words import Words

EXPORT = coded("export", "Выгрузка", "Export", EXPORTS)


def export_tables(facts: Facts) -> Iterator[Table]:
    """The rows of the exports, the customers in them, and the settings."""
    yield table(
        "reconciliation",
        Words("Строки выгрузок", "Rows of the exports"),
        facts.reconciliation,
        EXPORT,
        figure("rows_in", "Пришло", "Rows in"),
        figure("rows_kept", "Принято", "Kept"),
        figure("rows_rejected", "Отклонено", "Rejected"),
        figure("rows_repaired", "Исправлено написаний", "Spellings repaired"),
    )
    yield table(
        "repaired",
        Words("Исправленные написания", "Repaired spellings"),
        facts.repaired,
        text("spelling", "В выгрузке", "In the export"),
        text("read_as", "Прочитано как", "Read as"),
        EXPORT,
        figure("row_count", "Строк", "Rows"),
    )
    yield table(
        "rejected",
        Words("Отклонённые строки", "Rejected rows"),
        facts.rejected,
        text("reason", "Причина", "Reason"),
        EXPORT,
        figure("row_count", "Строк", "Rows"),
        text("example", "Например, id", "For example, id"),
    )
    yield table(
        "statuses",
        Words("Клиенты по статусу", "Customers by status"),
        facts.statuses,
        coded("status", "Статус", "Status", STATUSES),
        Column(Words("Почему", "Why"), lambda row: status_reason(row["reason"])),
        figure("customers", "Клиентов", "Customers"),
    )
    yield table(
        "settings",
        Words("Настройки, бывшие в силе", "Settings that were in force"),
        facts.setting_rows,
        text("setting", "Настройка", "Setting"),
        text("value", "Значение", "Value"),
    )
