"""The words for the codes in the published tables, and for the sentences about a status."""

from one_click.pages.words import Words, shown

ACTIVITIES = {
    "decreased": Words("снизилась", "decreased"),
    "same": Words("прежний уровень", "same level"),
    "unknown": Words("не известна", "not known"),
}
ANSWERS = {"True": Words("да", "yes"), "False": Words("нет", "no")}
# In the order in which tables show them.
CAMPAIGN_PARTS = {
    "all": Words("вся кампания", "whole campaign"),
    "main_comparison": Words("главное сравнение", "main comparison"),
    "segment": Words("сегмент", "segment"),
    "offer": Words("предложение", "offer"),
    "channel": Words("канал", "channel"),
}
LARGE_PLANNED_EFFECT = Words(
    "контакты с большим планируемым эффектом", "contacts with a large planned effect"
)
CHANNELS = {
    "email": Words("письмо", "email"),
    "call": Words("звонок", "call"),
    "sms": Words("SMS", "SMS"),
    "push": Words("push", "push"),
    "on_site": Words("на сайте", "on the site"),
}
EFFECT_SOURCES = {
    "assumed": Words("допущение", "assumed"),
    "measured": Words("измерено", "measured"),
}
EXPORTS = {
    "market_file": Words("market_file: поведение", "market_file: behaviour"),
    "market_money": Words("market_money: выручка", "market_money: revenue"),
    "market_time": Words("market_time: минуты", "market_time: minutes"),
    "money": Words("money: прибыль", "money: profit"),
}
MEASURES = {
    "spearman": Words("ранговая корреляция Спирмена", "Spearman’s rank correlation"),
    "correlation_ratio": Words("корреляционное отношение", "correlation ratio"),
    "cramers_v": Words("V Крамера", "Cramér’s V"),
}
STATUSES = {
    "active": Words("активный", "active"),
    "inactive": Words("неактивный", "inactive"),
    "incomplete": Words("неполные данные", "incomplete"),
}
# The parts of a sentence of customer_status, the longer ones first.
STATUS_REASONS = {
    "no revenue row for": Words("нет строки о выручке:", "no revenue row for"),
    "no revenue in": Words("нет выручки:", "no revenue in"),
    "no row in": Words("нет строки в", "no row in"),
    "month_before_previous": Words(
        "позапрошлый месяц", "the month before the previous"
    ),
    "previous_month": Words("прошлый месяц", "the previous month"),
    "current_month": Words("текущий месяц", "the current month"),
}


def status_reason(reason: str | None) -> Words:
    """Why a customer is not active, translated from the sentence of customer_status."""
    russian = english = shown(reason)
    for part, words in STATUS_REASONS.items():
        russian = russian.replace(part, words.ru)
        english = english.replace(part, words.en)
    return Words(russian, english)
