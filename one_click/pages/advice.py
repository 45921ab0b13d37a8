"""The advice for this month: sentences derived from the facts, each with its reason.

A sentence stands only where the facts carry it. A small store, an empty plan or a missing
table gives fewer sentences and never a wrong one.
"""

from collections.abc import Iterator, Sequence

from ml.params import MARGINS
from one_click.pages.codes import CANDIDATES
from one_click.pages.facts import Row
from one_click.pages.report_facts import MOSTLY, ReportFacts
from one_click.pages.words import (
    Words,
    as_is,
    customers,
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
    if facts.plan["contacts"]:
        half = facts.half_of_plan["contacts"]
        yield say(
            "<b>Начните с верха каждого списка:</b> клиенты стоят от самых выгодных. Первые "
            "{half} из {contacts} должны принести половину того, что принесут все контакты.",
            "<b>Begin at the top of each list:</b> the most valuable customers come first. "
            "The first {half} of {contacts} should earn half of what all contacts earn.",
            half=number(half),
            contacts=number(facts.plan["contacts"]),
        )
    for row in facts.segments:
        if (row["share_at_risk"] or 0) >= MOSTLY:
            yield say(
                "<b>Больше всего прибыли под риском в сегменте «{name}»:</b> {profit} ¤, "
                "{customers}; писать и звонить можно {consent} из них. Отвечает: {owner}.",
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
            "<b>Лучше всего окупается «{name}»:</b> прибыль в {ratio} раза больше затрат.",
            "<b>“{name}” pays best:</b> it earns {ratio} times its cost.",
            name=name_of(best),
            ratio=number(best["profit_per_cost"], 1),
        )


def whom_to_ask(facts: ReportFacts) -> Iterator[Words]:
    """The customers who may not be contacted: the site can ask them for consent."""
    headline = facts.headline
    if headline["at_risk_without_consent"]:
        yield say(
            "<b>Попросите согласие на сообщения на сайте.</b> Без него {customers} в зоне "
            "риска ({profit} ¤) видят только блоки сайта.",
            "<b>Ask for consent on the site.</b> Without it {customers} at risk ({profit} "
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
            "<b>Следите за признаком «{name}»:</b> у {customers} из {all} клиентов в зоне "
            "риска он повышает риск сильнее всех.",
            "<b>Watch “{name}”:</b> for {customers} of {all} customers at risk it raises "
            "the risk more than anything else.",
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
    whole = whole_campaign(facts.power)
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
        "control_{month}.csv. Одна кампания покажет разницу от {difference} п. п., {verdict}.",
        "<b>Leave the control group alone:</b> {customers} without offers, listed in "
        "control_{month}.csv. One campaign shows a difference of {difference} points or "
        "more, {verdict}.",
        month=facts.plan["campaign"],
        customers=customers(facts.plan["holdout"]),
        difference=points(whole["minimum_detectable_difference"]),
        verdict=enough if whole["is_large_enough"] else too_few,
    )


def whole_campaign(power: Sequence[Row]) -> Row | None:
    """The row about the campaign as a whole, where its differences are known."""
    for row in power:
        differences = row["minimum_detectable_difference"], row["planned_difference"]
        if row["dimension"] == "all" and None not in differences:
            return row
    return None


def what_to_clean(facts: ReportFacts) -> Iterator[Words]:
    """Blocks of labels to ask the store about, then single ones: data before models."""
    for block in facts.label_blocks:
        yield say(
            "<b>Спросите магазин: верна ли метка «{label}» у клиентов "
            "{first}–{last}?</b> Их номера идут подряд, и по поведению {odd} из {all} "
            "похожи на клиентов с другой меткой; случайно так почти не бывает. Пока "
            "ответа нет, модель учится и на них; что это меняет, показывает таблица "
            "marts.label_sensitivity.",
            "<b>Ask the store: is the label “{label}” right for customers "
            "{first}–{last}?</b> Their ids follow each other, and {odd} of {all} behave "
            "like customers with the other label; chance hardly does that. Until there "
            "is an answer the model learns from them, too; the table "
            "marts.label_sensitivity shows what that changes.",
            label=LABEL_WORDS[block["activity"]],
            first=block["first_customer_id"],
            last=block["last_customer_id"],
            odd=number(block["contradictions"]),
            all=number(block["customers"]),
        )
    if facts.audit["labels"]:
        yield say(
            "<b>Проверьте метки активности у {labels} клиентов:</b> они резко противоречат "
            "поведению. Верные метки дадут больше, чем другая модель.",
            "<b>Check the activity labels of {labels} customers:</b> they contradict the "
            "behaviour strongly. Right labels add more than another model.",
            labels=number(facts.audit["labels"]),
        )


def plan_range(facts: ReportFacts) -> tuple[float, float] | None:
    """What the plan earns if all effects are half, and twice, what is counted with."""
    earned = [row["expected_profit_of_plan"] for row in facts.sensitivity]
    return (min(earned), max(earned)) if len(earned) > 1 else None


def assumed_of(offers: Sequence[Row]) -> tuple[int, int]:
    """How many of the planned offers rest on an assumed effect, and how many there are."""
    planned = [row["effect_source"] for row in offers if row["customers"]]
    return planned.count("assumed"), len(planned)


def effect_tag(offers: Sequence[Row]) -> Words:
    """One word for what the plan's profit is: assumed, or measured."""
    assumed, _ = assumed_of(offers)
    return Words("допущение", "assumed") if assumed else Words("измерено", "measured")


def assumption_short(offers: Sequence[Row]) -> Words:
    """The same in a sentence."""
    assumed, planned = assumed_of(offers)
    if not assumed:
        return Words(
            "Эффекты предложений измерены.", "The effects of offers were measured."
        )
    return say(
        "Эффект {assumed} из {planned} предложений – допущение: его ещё не измеряли.",
        "The effect of {assumed} of {planned} offers is assumed: nobody has measured it.",
        assumed=number(assumed),
        planned=number(planned),
    )


def assumption(offers: Sequence[Row]) -> Words:
    """How many of the planned offers rest on an assumed effect."""
    assumed, planned = assumed_of(offers)
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
        assumed=number(assumed),
        planned=number(planned),
    )


def roc_auc(facts: ReportFacts) -> float:
    """ROC AUC of the model in force: of a former one, on this month's labels."""
    of_former = facts.retraining["former_roc_auc"]
    if facts.retraining["is_retrained"] or of_former is None:
        return facts.champion["roc_auc"]
    return of_former


def calibration_error(facts: ReportFacts) -> float:
    """How far the risks in force are off on average, by tenths of the customers."""
    if facts.retraining["is_retrained"]:
        return facts.champion["expected_calibration_error"]
    gaps = [
        abs(row["mean_risk"] - row["share_decreased"]) * row["customers"]
        for row in facts.calibration
    ]
    return sum(gaps) / sum(row["customers"] for row in facts.calibration)


def champion(
    leaderboard: Sequence[Row], explains_itself: bool, is_kept: bool = False
) -> Words:
    """How the best new model, in force unless a former one is kept, compares with others."""
    (row,) = [row for row in leaderboard if row["is_champion"]]
    if row["rank"] == 1:
        verdict = Words("она лучшая по ROC AUC", "it is the best by ROC AUC")
    else:
        verdict = say(
            "она отстаёт от лучшей по ROC AUC на {behind}, с вероятностью 95 % не больше "
            "чем на {upper}; допустимо отставание {margin}, {proof}",
            "it is {behind} of ROC AUC behind the best, with 95% confidence at most {upper}; "
            "the margin is {margin}, {proof}",
            behind=number(row["roc_auc_behind"], 3),
            upper=number(row["roc_auc_behind_upper"], 3),
            margin=number(MARGINS["roc_auc"], 2),
            proof=Words("и модель в него укладывается", "and the model keeps within it")
            if row["is_not_inferior"]
            else Words(
                "но эти данные не доказывают, что модель в него укладывается",
                "but these data do not prove that the model keeps within it",
            ),
        )
    explained = Words(
        " Она объясняет риск каждого клиента.",
        " It explains the risk of each customer.",
    )
    which = Words("модель в силе", "the model in force")
    if is_kept:
        which = Words(
            "модель, которая сменила бы прежнюю",
            "the model that would replace the former one",
        )
    return say(
        "Оранжевая – {which} ({name}): {verdict}.{explained} Отрезок – 95 % интервал.",
        "Orange is {which} ({name}): {verdict}.{explained} The line is the 95% interval.",
        which=which,
        name=CANDIDATES.get(row["candidate"], as_is(row["candidate"])),
        verdict=verdict,
        explained=explained if explains_itself else "",
    )
