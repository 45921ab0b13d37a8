"""How sure the report is: what is assumed, what could be wrong, and how good the model is."""

from collections.abc import Sequence

from ml.params import MARGINS
from one_click.pages.codes import CANDIDATES
from one_click.pages.facts import Row
from one_click.pages.report_facts import ReportFacts
from one_click.pages.words import Words, as_is, number, say


def doubt_short(facts: ReportFacts) -> Words | str:
    """The largest known doubt in one sentence for the first screen."""
    if not facts.label_blocks or not facts.without_blocks:
        return ""
    (scenario,) = facts.without_blocks
    return say(
        "Если метки {customers} клиентов неверны, план принесёт {profit} ¤.",
        "If the labels of {customers} customers are wrong, the plan earns {profit} ¤.",
        customers=number(customers_of_blocks(facts)),
        profit=number(scenario["expected_profit"]),
    )


def customers_of_blocks(facts: ReportFacts) -> int:
    """How many customers stand in the blocks of labels."""
    return sum(block["customers"] for block in facts.label_blocks)


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
        "Эффекты {assumed} из {planned} предложений – допущения: они ещё не измерены.",
        "The effects of {assumed} of {planned} offers are assumed: nobody measured them.",
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
        "стоит в таблице рядом с каждым; эффект, который измерит контрольная группа, "
        "его заменит.",
        "<b>The effect is an assumption for {assumed} of the {planned} offers of the "
        "plan.</b> How much risk they remove is so far a rule and not a measurement. It "
        "stands in the table beside each; once the control group shows the effect, that "
        "can take its place.",
        assumed=number(assumed),
        planned=number(planned),
    )


def compared(power: Sequence[Row], dimension: str) -> Row | None:
    """The row about the whole campaign or its main comparison; None where nothing is known."""
    for row in power:
        differences = row["minimum_detectable_difference"], row["planned_difference"]
        if row["dimension"] == dimension and None not in differences:
            return row
    return None


def main_comparison(power: Sequence[Row]) -> Row | None:
    """The comparison that a campaign is judged by, where it is large enough to tell."""
    row = compared(power, "main_comparison")
    return row if row and row["is_large_enough"] else None


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
