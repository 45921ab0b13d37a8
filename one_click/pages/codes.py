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
# What a model is to people who are no analysts; another name stands as it is.
CANDIDATES = {
    "additive_splines": Words("сумма плавных кривых", "a sum of smooth curves"),
    "distilled_splines": Words(
        "сумма плавных кривых, которую учили и деревья",
        "a sum of smooth curves, taught by trees too",
    ),
    "logistic_regression": Words("логистическая регрессия", "logistic regression"),
    "logistic_elastic_net": Words(
        "логистическая регрессия, elastic net", "logistic regression, elastic net"
    ),
    "published_logistic_min_max": Words(
        "логистическая регрессия из публикаций", "logistic regression as published"
    ),
    "published_elastic_net": Words(
        "elastic net из публикаций", "elastic net as published"
    ),
    "published_svc": Words(
        "опорные векторы из публикаций", "support vectors as published"
    ),
    "published_svc_c05": Words(
        "опорные векторы из публикаций, C = 0,5",
        "support vectors as published, C = 0.5",
    ),
    "support_vector_machine": Words("опорные векторы", "support vectors"),
    "nearest_neighbours": Words("ближайшие соседи", "nearest neighbours"),
    "decision_tree": Words("дерево решений", "decision tree"),
    "random_forest": Words("случайный лес", "random forest"),
    "extra_trees": Words("сверхслучайные деревья", "extra trees"),
    "gradient_boosting": Words("градиентный бустинг", "gradient boosting"),
    "dummy": Words("гадание", "guessing"),
}
# Which labels a model learnt from, that is to foretell.
LEARNT_FROM = {
    "months_before": Words("метка более позднего месяца", "a later month’s label"),
    "same_month": Words("метка того же месяца", "the same month’s label"),
}
# Why a month keeps the model of a former one.
KEPT_BECAUSE = {
    "nothing_moved": Words(
        "признаки с тех пор не сдвинулись", "no feature has moved since"
    ),
    "not_better": Words(
        "новая не лучше её больше чем на погрешность",
        "a new one is not better beyond the error",
    ),
    "too_few": Words(
        "клиентов с новой меткой мало, и сравнить её с новой нельзя",
        "too few customers have a new label to compare it with a new one",
    ),
    "forbidden": Words("так велит настройка retrain", "the setting retrain says so"),
}
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
# By which rule the cut of the risk was chosen.
POLICIES = {
    "f1": Words(
        "найти как можно больше и как можно реже ошибаться",
        "find as many as possible and err as little as possible",
    ),
    "recall": Words("найти заданную долю", "find a given share"),
    "profit": Words("заработать больше всего", "earn most"),
}
NO_SEGMENT = {"none": Words("вне сегментов", "in no segment")}
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
