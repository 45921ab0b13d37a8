"""The champion is the simplest to explain among equals."""

import pytest

from ml.champion import Standing, UnknownChampionError, choose_champion

BEST = Standing("support_vector_machine", 0.913, 1.0)


def test_additive_wins_a_tie():
    standings = [BEST, Standing("additive_splines", 0.908, 0.05)]
    assert choose_champion(standings) == "additive_splines"


def test_additive_loses_when_it_is_clearly_worse():
    standings = [
        BEST,
        Standing("extra_trees", 0.91, 0.6),
        Standing("additive_splines", 0.85, 0.049),
    ]
    assert choose_champion(standings) == "support_vector_machine"


def test_published_configurations_and_baseline_do_not_win():
    standings = [
        Standing("published_svc_c05", 0.93, 1.0),
        Standing("dummy", 0.92, 0.9),
        Standing("extra_trees", 0.91, 0.5),
        Standing("additive_splines", 0.85, 0.01),
    ]
    assert choose_champion(standings) == "extra_trees"


def test_a_request_overrides():
    standings = [BEST, Standing("additive_splines", 0.908, 0.3)]
    assert choose_champion(standings, "support_vector_machine") == BEST.candidate


def test_an_unknown_request_names_the_known_ones():
    with pytest.raises(UnknownChampionError, match=r"'xgboost'.*additive_splines"):
        choose_champion([Standing("additive_splines", 0.9, 1.0)], "xgboost")
    assert issubclass(UnknownChampionError, ValueError)
