"""The words that `customers.js` puts together, in both languages."""

from one_click.pages.codes import CHANNELS
from one_click.pages.words import Words

WORDS = {
    "all": Words("все", "all"),
    "unknown": Words("неизвестно", "unknown"),
    "found": Words(
        "Найдено: {n}, из них в контрольной группе: {control}",
        "Found: {n}, of them in the control group: {control}",
    ),
    "nobody": Words(
        "Никто не найден: другой номер или меньше условий отбора.",
        "Nobody was found: try another id, or fewer filters.",
    ),
    "zone_in": Words("в зоне риска", "at risk"),
    "zone_out": Words("вне зоны риска", "not at risk"),
    "page": Words("Страница {page} из {pages}", "Page {page} of {pages}"),
    "shown_all": Words(
        "Здесь все известные клиенты: {n}. Самые выгодные предложения стоят первыми.",
        "All {n} known customers are here. The most valuable offers come first.",
    ),
    "shown_part": Words(
        "Здесь {n} из {all} клиентов: те, у кого под риском больше прибыли. План других "
        "клиентов остаётся как есть (переменная customers_page_max).",
        "Here are {n} of {all} customers: those with the most profit at risk. The plan of "
        "the others stays as it is (the var customers_page_max).",
    ),
    "moved_entered": Words("вошли в зону риска", "came to be at risk"),
    "moved_left": Words("вышли из зоны риска", "no longer at risk"),
    "moved_new": Words("новые в этом месяце", "new this month"),
    "months": Words("Риск по месяцам", "Risk by month"),
    "customer": Words("Клиент {id}", "Customer {id}"),
    "no_segment": Words("Вне сегментов", "In no segment"),
    "inactive": Words("не активен", "not active"),
    "not_scored": Words(
        "риск не считался: клиент не активен или данных не хватает",
        "no risk was computed: the customer is not active, or data are missing",
    ),
    "band_high": Words("высокий", "high"),
    "band_medium": Words("средний", "medium"),
    "band_low": Words("низкий", "low"),
    "at_risk": Words("в зоне риска", "at risk"),
    "status": Words("Состояние", "Status"),
    "status_inactive": Words("не активен, риск не считается", "inactive, not scored"),
    "status_incomplete": Words(
        "данные неполны, риск не считается", "data incomplete, not scored"
    ),
    "risk": Words("Риск", "Risk"),
    "lost": Words("Прибыль под риском", "Profit at risk"),
    "monthly": Words("Прибыль в месяц", "Monthly profit"),
    "segments": Words("Сегменты", "Segments"),
    "category": Words("Любимая категория", "Favourite category"),
    "service": Words("Тип сервиса", "Service level"),
    "consent": Words("Согласие на сообщения", "Consent to messages"),
    "yes": Words("да", "yes"),
    "no_consent": Words("нет: только блоки сайта", "no: only blocks on the site"),
    "group": Words("Группа", "Group"),
    "is_control": Words(
        "контрольная: не писать, не звонить, не показывать",
        "control: do not write, call or show anything",
    ),
    "is_treated": Words("получает предложение", "gets an offer"),
    "no_reason": Words("ничто не повышает риск", "nothing raises the risk"),
    "no_offer": Words("предложения нет", "no offer"),
    "withheld": Words("Не делать, контрольная группа:", "Withheld, control group:"),
    "in_force": Words("Это план в силе.", "This is the plan in force."),
    "trial": Words(
        "В списке пробный план: бюджет {budget}, контактов не больше {contacts}.",
        "The list shows a trial plan: a budget of {budget}, {contacts} contacts at most.",
    ),
    "earns_same": Words(
        "Принесёт столько же: другие контакты не окупаются.",
        "It earns the same: other contacts do not pay.",
    ),
    "earns_more": Words(
        "Принесёт на {difference} больше, чем план в силе.",
        "It earns {difference} more than the plan in force.",
    ),
    "earns_less": Words(
        "Принесёт на {difference} меньше, чем план в силе.",
        "It earns {difference} less than the plan in force.",
    ),
    "channel_control": Words("контрольная группа", "control group"),
    "channel_none": Words("без предложения", "no offer"),
    **{f"channel_{code}": words for code, words in CHANNELS.items()},
}


def words_for_script() -> dict[str, dict[str, str]]:
    """The words as the script reads them."""
    return {name: {"ru": word.ru, "en": word.en} for name, word in WORDS.items()}
