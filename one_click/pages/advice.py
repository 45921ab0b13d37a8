"""The advice for this month: sentences derived from the facts, each with its reason.

A sentence stands only where the facts carry it. A small store, an empty plan or a missing
table gives fewer sentences and never a wrong one.
"""

from collections.abc import Iterator

from one_click.pages.certainty import compared, customers_of_blocks
from one_click.pages.codes import CHANNELS
from one_click.pages.report_facts import MOSTLY, ReportFacts
from one_click.pages.words import (
    Words,
    customers,
    listed,
    name_of,
    number,
    points,
    say,
    share,
)

# The plan is called safe where it pays at this multiple of the assumed effects.
HALVED = 0.5

LABEL_WORDS = {
    "decreased": Words("снизилась", "decreased"),
    "same": Words("прежний уровень", "same level"),
}


def advice(facts: ReportFacts) -> list[Words]:
    """The sentences in the order in which they should be read."""
    return [
        *where_to_start(facts),
        *what_to_send(facts),
        *whom_to_ask(facts),
        *what_to_watch(facts),
        *how_sure(facts),
        *what_to_measure(facts),
        *what_to_clean(facts),
    ]


def where_to_start(facts: ReportFacts) -> Iterator[Words]:
    """The order of the lists; then the segment with the most profit at risk."""
    if facts.best_half:
        yield say(
            "<b>Начните с верха каждого списка:</b> клиенты стоят от самых выгодных. "
            "Половину того, что принесут все контакты ({contacts}), должны принести первые "
            "из каждого: {first}.",
            "<b>Begin at the top of each list:</b> the most valuable customers come first. "
            "Half of what all contacts ({contacts}) earn should come from the first of "
            "each: {first}.",
            contacts=number(facts.plan["contacts"]),
            first=listed(
                say(
                    "{channel} – {contacts}",
                    "{channel} {contacts}",
                    channel=CHANNELS[row["channel"]],
                    contacts=number(row["contacts"]),
                )
                for row in facts.best_half
            ),
        )
    for row in facts.segments:
        if (row["share_at_risk"] or 0) >= MOSTLY:
            yield say(
                "<b>Больше всего прибыли под риском в сегменте «{name}»:</b> {profit} ¤, "
                "{customers}; писать и звонить можно {consent} из них. За него отвечает «{owner}».",
                "<b>The segment with the most profit at risk is “{name}”:</b> {profit} ¤, "
                "{customers}; {consent} of them may be contacted. Owner: {owner}.",
                name=name_of(row),
                customers=customers(row["customers"]),
                profit=number(row["profit_at_risk"]),
                consent=share(row["share_with_consent"]),
                owner=Words(row["owner"], row["owner_en"]),
            )
            return


def what_to_send(facts: ReportFacts) -> Iterator[Words]:
    """The offer that should earn most, and the one that earns most per unit spent."""
    planned = [row for row in facts.offers if row["customers"]]
    if not planned:
        return
    most = planned[0]
    yield say(
        "<b>Главное предложение – «{name}»:</b> его получат {customers}, принести оно "
        "должно {profit} ¤ при затратах {cost} ¤.",
        "<b>The main offer is “{name}”:</b> {customers} get it, and it should earn "
        "{profit} ¤ at a cost of {cost}.",
        name=name_of(most),
        customers=customers(most["customers"]),
        profit=number(most["expected_profit"]),
        cost=number(most["cost"], 1),
    )
    paid = [row for row in planned if row["profit_per_cost"] is not None]
    best = max(paid, key=lambda row: row["profit_per_cost"], default=most)
    if best is not most:
        yield say(
            "<b>Из платных лучше всего окупается «{name}»:</b> {profit} ¤ при затратах "
            "{cost} ¤.",
            "<b>Of those that cost something “{name}” pays best:</b> {profit} ¤ at a cost "
            "of {cost}.",
            name=name_of(best),
            profit=number(best["expected_profit"], 1),
            cost=number(best["cost"], 2),
        )


def whom_to_ask(facts: ReportFacts) -> Iterator[Words]:
    """The customers who may not be contacted: the site can ask them for consent."""
    headline = facts.headline
    if headline["at_risk_without_consent"]:
        yield say(
            "<b>Попросите на сайте согласие на письма и звонки.</b> Без него {customers} в "
            "зоне риска ({profit} ¤) видят только блоки сайта.",
            "<b>Ask on the site for consent to mails and calls.</b> Without it {customers} at risk ({profit} "
            "¤) see blocks on the site and nothing else.",
            customers=customers(headline["at_risk_without_consent"]),
            profit=number(headline["profit_at_risk_without_consent"]),
        )


def what_to_watch(facts: ReportFacts) -> Iterator[Words]:
    """The feature that raises the risk of most customers at risk."""
    at_risk = facts.headline["customers_at_risk"]
    if facts.first_reasons and at_risk:
        first = facts.first_reasons[0]
        yield say(
            "<b>Чаще всего риск выдаёт признак «{name}»:</b> у {customers} из {all} клиентов "
            "в зоне риска он повышает риск сильнее всех других.",
            "<b>The commonest sign of risk is “{name}”:</b> for {customers} of {all} "
            "customers at risk it raises the risk more than anything else.",
            name=name_of(first),
            customers=number(first["customers"]),
            all=number(at_risk),
        )


def how_sure(facts: ReportFacts) -> Iterator[Words]:
    """Whether the plan still pays when its assumed effects are half as large."""
    for row in facts.sensitivity:
        if row["effect_multiplier"] != HALVED:
            continue
        profit = row["expected_profit_of_plan"]
        pays = Words(
            "План окупается и при вдвое меньшем эффекте:",
            "The plan pays even if effects are half as large:",
        )
        fails = Words(
            "План не окупится, если эффект вдвое меньше:",
            "The plan does not pay if effects are half as large:",
        )
        yield say(
            "<b>{verdict}</b> тогда он принесёт {profit} ¤.",
            "<b>{verdict}</b> it then earns {profit} ¤.",
            verdict=pays if profit > 0 else fails,
            profit=number(profit),
        )


def what_to_measure(facts: ReportFacts) -> Iterator[Words]:
    """Keep the control group, and whether it is large enough to tell."""
    whole = compared(facts.power, "all")
    if whole is None or not facts.plan["holdout"]:
        return
    enough = Words(
        "этого хватит, чтобы увидеть эффект, которого мы ждём",
        "enough to see the effect that we expect",
    )
    too_few = say(
        "а ждём мы {planned} п. п.: судите по нескольким месяцам или увеличьте "
        "контрольную группу",
        "and we expect {planned}: judge by several months, or enlarge the control group",
        planned=points(whole["planned_difference"]),
    )
    yield say(
        "<b>Не трогайте контрольную группу:</b> {customers} без предложений, их список – "
        "control_{month}.csv. Во всей кампании за месяц видна разница долей снизивших от "
        "{difference} п. п., {verdict}.",
        "<b>Leave the control group alone:</b> {customers} without offers, listed in "
        "control_{month}.csv. Over the whole campaign a month shows a difference in the "
        "share that buys less of {difference} points or more, {verdict}.",
        month=facts.plan["campaign"],
        customers=customers(facts.plan["holdout"]),
        difference=points(whole["minimum_detectable_difference"]),
        verdict=enough if whole["is_large_enough"] else too_few,
    )


def spare(facts: ReportFacts) -> Words | str:
    """Whether the plan leaves budget and contacts over."""
    budget = float(facts.settings["campaign_budget"])
    contacts = int(facts.settings["max_contacts"])
    if facts.plan["cost"] < budget and facts.plan["contacts"] < contacts:
        return Words(
            " (они не исчерпаны: другие контакты не окупаются)",
            " (both are more than enough: other contacts do not pay)",
        )
    return ""


def what_to_clean(facts: ReportFacts) -> Iterator[Words]:
    """Blocks of labels to ask the store about, then single ones: data before models."""
    blocks = facts.label_blocks
    if blocks:
        yield say(
            "<b>Спросите тех, кто ставит метки, верны ли они у клиентов {blocks}.</b> "
            "Номера идут подряд, и по поведению {odd} из {all} похожи на клиентов с другой "
            "меткой; случайно так почти не бывает. Пока ответа нет, модель учится и на них."
            "{effect}",
            "<b>Ask those who set the labels whether they are right for customers "
            "{blocks}.</b> The ids follow each other, and {odd} of {all} behave like "
            "customers with the other label; chance hardly does that. Until there is an "
            "answer the model learns from them, too.{effect}",
            blocks=listed(
                say(
                    "{first}–{last} («{label}»)",
                    "{first}–{last} (“{label}”)",
                    first=block["first_customer_id"],
                    last=block["last_customer_id"],
                    label=LABEL_WORDS[block["activity"]],
                )
                for block in blocks
            ),
            odd=number(sum(block["contradictions"] for block in blocks)),
            all=number(customers_of_blocks(facts)),
            effect=if_labels_are_wrong(facts),
        )
    if facts.audit["labels"]:
        yield say(
            "<b>Проверьте метки активности у {labels} клиентов{too}:</b> они резко "
            "противоречат поведению. Верные метки дадут больше, чем другая модель.",
            "<b>Check the activity labels of {labels} customers{too}:</b> they contradict "
            "the behaviour strongly. Right labels add more than another model.",
            labels=number(facts.audit["labels"]),
            too=say(
                " ({number} из них – среди этих номеров)",
                " ({number} of them in these blocks)",
                number=number(facts.audit["in_blocks"]),
            )
            if facts.audit["in_blocks"]
            else "",
        )


def if_labels_are_wrong(facts: ReportFacts) -> Words | str:
    """What the plan earns if the blocks of labels are wrong; nothing without a block."""
    if not facts.label_blocks or not facts.without_blocks:
        return ""
    (scenario,) = facts.without_blocks
    return say(
        " Если метки неверны, план принесёт {profit} ¤, а не {planned} ¤; не окупится "
        "контактов: {losing}.",
        " If the labels are wrong, the plan earns {profit} ¤ and not {planned}; contacts "
        "that do not pay: {losing}.",
        profit=number(scenario["expected_profit"]),
        planned=number(facts.plan["expected_profit"]),
        losing=number(scenario["losing_contacts"]),
    )
