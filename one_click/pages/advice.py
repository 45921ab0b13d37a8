"""What to do this month: sentences derived from the figures, each with its reason.

A sentence is given only where the figures carry it, so a small store, an empty plan or a
missing table gives fewer of them and never a wrong one.
"""

from collections.abc import Iterator

from one_click.pages.facts import Facts, Row
from one_click.pages.words import Words, customers, name_of, number, say, share

# Below this p-value a difference is not called chance.
SIGNIFICANT = 0.05


def advice(facts: Facts) -> list[Words]:
    """The recommendations in the order in which they should be read."""
    return [
        *where_to_start(facts),
        *what_to_send(facts),
        *whom_to_ask(facts),
        *what_to_watch(facts),
        *how_sure(facts),
        *what_to_measure(facts),
        *what_to_clean(facts),
    ]


def where_to_start(facts: Facts) -> Iterator[Words]:
    """The segment in which most is at risk, among those that are mostly at risk."""
    at_risk = [row for row in facts.segments if (row["share_at_risk"] or 0) >= 0.5]
    if not at_risk:
        return
    first = at_risk[0]
    yield say(
        "<b>Начните с сегмента «{name}».</b> {customers}, под риском {profit} у. е.; "
        "писать или звонить можно {consent} из них. Отвечает: {owner}.",
        "<b>Start with “{name}”.</b> {customers}, {profit} units at risk; {consent} of "
        "them may be contacted. Owner: {owner}.",
        name=name_of(first),
        customers=customers(first["customers"]),
        profit=number(first["profit_at_risk"]),
        consent=share(first["share_with_consent"]),
        owner=first["owner"],
    )


def what_to_send(facts: Facts) -> Iterator[Words]:
    """The offer that should earn most, and the one that earns most per unit spent."""
    planned = [row for row in facts.offers if row["customers"]]
    if not planned:
        return
    most = planned[0]
    yield say(
        "<b>Главное предложение – «{name}»:</b> {customers}, должно принести {profit} "
        "у. е. при затратах {cost} у. е.",
        "<b>The main offer is “{name}”:</b> {customers}, it should earn {profit} units "
        "at a cost of {cost}.",
        name=name_of(most),
        customers=customers(most["customers"]),
        profit=number(most["expected_profit"]),
        cost=number(most["cost"], 1),
    )
    paid = [row for row in planned if row["profit_per_cost"] is not None]
    best = max(paid, key=lambda row: row["profit_per_cost"], default=most)
    if best["offer"] != most["offer"]:
        yield say(
            "<b>Выгоднее всего на потраченное – «{name}»:</b> {ratio} у. е. прибыли на "
            "одну у. е. затрат.",
            "<b>Most for what is spent: “{name}”,</b> {ratio} units of profit for each "
            "unit of cost.",
            name=name_of(best),
            ratio=number(best["profit_per_cost"], 1),
        )


def whom_to_ask(facts: Facts) -> Iterator[Words]:
    """Those who may not be contacted: the site can ask for consent."""
    headline = facts.headline
    if not headline["at_risk_without_consent"]:
        return
    yield say(
        "<b>Попросите согласие на сообщения на сайте.</b> Без него {customers} в зоне "
        "риска ({profit} у. е.) видят только блоки сайта.",
        "<b>Ask for consent on the site.</b> Without it {customers} at risk ({profit} "
        "units) meet nothing but blocks on the site.",
        customers=customers(headline["at_risk_without_consent"]),
        profit=number(headline["profit_at_risk_without_consent"]),
    )


def what_to_watch(facts: Facts) -> Iterator[Words]:
    """What raises the risk of most customers at risk."""
    if not facts.first_reasons or not facts.headline["customers_at_risk"]:
        return
    first = facts.first_reasons[0]
    yield say(
        "<b>Следите за признаком «{name}»:</b> он сильнее всего повышает риск у "
        "{customers} из {all} в зоне риска.",
        "<b>Watch “{name}”:</b> it raises the risk most for {customers} of {all} at risk.",
        name=name_of(first),
        customers=number(first["customers"]),
        all=number(facts.headline["customers_at_risk"]),
    )


def how_sure(facts: Facts) -> Iterator[Words]:
    """Whether the plan still pays when its assumed effects are half as large."""
    halved = [row for row in facts.sensitivity if row["effect_multiplier"] == 0.5]
    for row in halved:
        profit = row["expected_profit_of_plan"]
        verdict = (
            say(
                "План окупается и при вдвое меньшем эффекте:",
                "The plan pays even if effects are half as large:",
            )
            if profit > 0
            else say(
                "План не окупится, если эффект вдвое меньше:",
                "The plan does not pay if effects are half as large:",
            )
        )
        yield say(
            "<b>{verdict}</b> тогда он принесёт {profit} у. е.",
            "<b>{verdict}</b> it then earns {profit} units.",
            verdict=verdict,
            profit=number(profit),
        )


def what_to_measure(facts: Facts) -> Iterator[Words]:
    """Keep the control group, and whether it is large enough to tell."""
    whole = overall(facts.power)
    if whole is None or not facts.plan["holdout"]:
        return
    verdict = (
        say(
            "этого хватит, чтобы увидеть задуманный эффект",
            "enough to see the effect that is planned",
        )
        if whole["is_large_enough"]
        else say(
            "задуманный эффект в {planned} п. п. этого меньше: судите по нескольким "
            "месяцам или увеличьте контроль",
            "the planned effect of {planned} points is smaller: judge by several months, "
            "or enlarge the control group",
            planned=number(whole["planned_difference"] * 100, 1),
        )
    )
    yield say(
        "<b>Не трогайте контрольную группу:</b> {customers} без предложений. Кампания "
        "различит разницу от {difference} п. п. – {verdict}.",
        "<b>Leave the control group alone:</b> {customers} without offers. The campaign "
        "can tell a difference of {difference} points or more – {verdict}.",
        customers=customers(facts.plan["holdout"]),
        difference=number(whole["minimum_detectable_difference"] * 100, 1),
        verdict=verdict,
    )


def overall(power: list[Row]) -> Row | None:
    """The row about the campaign as a whole, where it can be said."""
    for row in power:
        known = row["minimum_detectable_difference"] is not None
        if (
            row["dimension"] == "all"
            and known
            and row["planned_difference"] is not None
        ):
            return row
    return None


def what_to_clean(facts: Facts) -> Iterator[Words]:
    """Labels that contradict the model strongly: data before models."""
    if not facts.audit["labels"]:
        return
    yield say(
        "<b>Проверьте {labels} меток активности,</b> которые резко противоречат "
        "поведению: посмотрите на них прежде, чем искать другую модель.",
        "<b>Check {labels} activity labels</b> that contradict the behaviour strongly: "
        "look at them before looking for another model.",
        labels=number(facts.audit["labels"]),
    )


def assumption(offers: list[Row]) -> Words:
    """How many of the planned offers rest on an assumed effect."""
    planned = [row for row in offers if row["customers"]]
    assumed = [row for row in planned if row["effect_source"] == "assumed"]
    if not assumed:
        return say(
            "<b>Эффекты всех предложений плана измерены</b> в прошлых кампаниях.",
            "<b>The effects of all offers of the plan were measured</b> in former "
            "campaigns.",
        )
    return say(
        "<b>Эффект – допущение у {assumed} из {planned} предложений плана.</b> Сколько "
        "риска снимает предложение, пока задано в правилах, а не измерено. Допущение "
        "стоит в таблице рядом с каждым; когда контрольная группа покажет эффект, он "
        "может занять его место.",
        "<b>The effect is an assumption for {assumed} of the {planned} offers of the "
        "plan.</b> How much risk they remove is so far a rule and not a measurement. It "
        "stands in the table beside each; once the control group shows the effect, that "
        "can take its place.",
        assumed=number(len(assumed)),
        planned=number(len(planned)),
    )


def champion(leaderboard: list[Row], explains_itself: bool) -> Words:
    """How the model in force compares with the best of the candidates."""
    (row,) = [row for row in leaderboard if row["is_champion"]]
    if row["rank"] == 1:
        verdict = Words("она лучшая по ROC AUC", "the best by ROC AUC")
    elif (row["p_value_against_best"] or 0) > SIGNIFICANT:
        verdict = Words(
            "её отличие от лучшей в пределах случайного",
            "its distance to the best may be chance",
        )
    else:
        verdict = Words("она слабее лучшей", "weaker than the best")
    return say(
        "Оранжевая – та, что в силе ({name}): {verdict}{explained}. Отрезок – 95 % "
        "интервал.",
        "Orange is the one in force ({name}): {verdict}{explained}. The line is the 95% "
        "interval.",
        name=row["candidate"],
        verdict=verdict,
        explained=Words(", и она объясняет каждый риск", ", and it explains every risk")
        if explains_itself
        else "",
    )
