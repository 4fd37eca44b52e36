"""The models against figures that others published, and against what must always hold of them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import hyp2f1

from crm_core.services.predict import calibration, purchasing, spending
from crm_core.services.predict.descent import lowest
from crm_core.services.predict.purchasing import Histories, Purchasing
from crm_core.services.predict.spending import Spending

# Fader, Hardie & Lee (2005), table 2: the CDNOW sample, in weeks.
PAPER = Purchasing(0.243, 4.414, 0.793, 2.426, modified=False)


def histories(*rows):
    return Histories(*(np.array(column, dtype=np.float64) for column in zip(*rows, strict=True)))


def test_the_papers_own_example_customer():
    # "Counting Your Customers the Easy Way", section 5: x = 2, t_x = 30.43, T = 38.86 makes 1.226 in 39 weeks.
    assert PAPER.expected(histories((2, 30.43, 38.86)), 39)[0] == pytest.approx(1.226, abs=1e-3)


def test_the_expected_count_is_the_papers_formula():
    shop, known = (
        Purchasing(0.5248, 6.1830, 0.8914, 1.6140),
        histories((0, 0, 38), (2, 30, 39), (30, 38, 38.5)),
    )
    n, rate, now = known.x + 1, 0.5248 + known.x, 6.1830 + known.age
    whole = 0.8914 + 1.6140 + n - 1
    fading = hyp2f1(rate, 1.6140 + n, whole, 39 / (now + 39)) * (now / (now + 39)) ** rate
    theirs = whole / (0.8914 - 1) * (1 - fading) * shop.alive(known)
    assert shop.expected(known, 39) == pytest.approx(theirs, rel=1e-4)


def test_somebody_who_bought_once_is_surely_alive_in_bg_nbd_and_maybe_gone_in_mbg_nbd():
    once = histories((0, 0, 38.86))
    assert PAPER.alive(once)[0] == 1.0
    # a / b (alpha + T / alpha)^r by hand, with the parameters of the modified model.
    shop = Purchasing(0.5248, 6.1830, 0.8914, 1.6140)
    odds = 0.8914 / 1.6140 * ((6.1830 + 38.86) / 6.1830) ** 0.5248
    assert shop.alive(once)[0] == pytest.approx(1 / (1 + odds))


def test_the_wait_is_that_by_which_as_many_have_bought_again():
    shop, known = Purchasing(0.5248, 6.1830, 0.8914, 1.6140), histories((3, 30.0, 38.0))
    half = float(shop.wait(known)[0])
    assert shop.chance(known, half)[0] == pytest.approx(shop.alive(known)[0] / 2)


@pytest.mark.parametrize("modified", [True, False])
def test_a_fit_finds_the_shop_that_made_the_data(modified):
    rng = np.random.default_rng(7)
    rows = [_life(rng, 0.8, 40.0, 0.9, 2.5, modified) for _ in range(6000)]
    found = purchasing.fit(histories(*rows), modified=modified, weak_prior=False)
    assert found.r == pytest.approx(0.8, rel=0.15) and found.alpha == pytest.approx(40.0, rel=0.2)
    # a and b alone are hardly told apart; the chance to leave after a purchase is.
    assert found.a / (found.a + found.b) == pytest.approx(0.9 / 3.4, abs=0.03)


def _life(rng, r, alpha, a, b, modified):
    """One customer by the model's own story, seen for up to two years."""
    rate, leaves, age = rng.gamma(r) / alpha, rng.beta(a, b), rng.uniform(100, 730)
    x, last, now = 0, 0.0, 0.0
    if modified and rng.random() < leaves:
        return x, last, age
    while (now := now + rng.exponential(1 / rate)) <= age:
        x, last = x + 1, now
        if rng.random() < leaves:
            break
    return x, last, age


@pytest.mark.parametrize("modified", [True, False])
def test_the_slope_is_the_slope(modified):
    known = histories((0, 0, 100), (1, 30, 90), (4, 80, 85), (12, 200, 220))
    weights = np.array([5.0, 2.0, 1.0, 1.0])
    at = np.log(np.array([0.4, 12.0, 0.7, 2.2]))
    slope = purchasing._likelihood(np.exp(at), known, weights, modified)[1]
    for number in range(4):
        step = np.eye(4)[number] * 1e-6
        up, down = (
            purchasing._likelihood(np.exp(at + s), known, weights, modified)[0] for s in (step, -step)
        )
        assert slope[number] == pytest.approx((up - down) / 2e-6, rel=1e-4)


def test_a_shop_without_customers_is_a_typical_one():
    nothing = np.zeros(0)
    shop = purchasing.fit(Histories(nothing, nothing, nothing))
    assert (round(shop.r, 3), round(shop.a, 3), round(shop.b, 3)) == (0.35, 0.8, 2.5)
    assert 0.0 < shop.chance(histories((0, 0, 30)), 365)[0] < 1.0


def test_a_small_shop_stays_near_what_shops_are_like():
    few = histories((0, 0, 400), (0, 0, 300), (1, 20, 350))
    shop = purchasing.fit(few)
    assert 0.02 < shop.r < 6 and 0.04 < shop.a < 16 and 0.1 < shop.b < 50


@settings(max_examples=60, deadline=None)
@given(
    st.integers(0, 300), st.floats(0, 5000), st.floats(0, 5000),
    st.tuples(st.floats(0.01, 20), st.floats(0.01, 5000), st.floats(0.01, 20), st.floats(0.01, 50)), st.booleans(),
)  # fmt: skip
def test_chances_are_chances_and_grow_with_time(x, last, more, numbers, modified):
    known = histories((x, last if x else 0.0, last + more))
    shop = Purchasing(*numbers, modified=modified)
    soon, year = shop.chance(known, 90)[0], shop.chance(known, 365)[0]
    assert 0.0 <= soon <= year <= shop.alive(known)[0] <= 1.0
    assert shop.expected(known, 365)[0] >= 0.0


# -- money


def test_gamma_gamma_of_a_single_customer_by_hand():
    # Fader & Hardie (2013): p, q, gamma of CDNOW.
    model = Spending(6.25, 3.74, 15.44, overall=35.0)
    expected = 6.25 * (15.44 + 2 * 22.35) / (6.25 * 2 + 3.74 - 1)
    assert model.value(np.array([2.0]), np.array([22.35]))[0] == pytest.approx(expected)


def test_gamma_gamma_finds_the_shop_that_made_the_data():
    rng = np.random.default_rng(3)
    count = rng.integers(1, 9, 8000).astype(np.float64)
    scale = rng.gamma(4.0, 1 / 900.0, 8000)
    mean = np.array([rng.gamma(2.5, 1 / each, int(n)).mean() for n, each in zip(count, scale, strict=True)])
    found = spending.fit(count, mean, weak_prior=False)
    assert found.q == pytest.approx(4.0, rel=0.1)
    assert found.p * found.gamma / (found.q - 1) == pytest.approx(2.5 * 900 / 3, rel=0.03)  # everybody's mean


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 30), st.floats(0.01, 1e7)), min_size=1, max_size=60))
def test_nobody_is_worth_less_than_nothing(rows):
    count, mean = (np.array(column, dtype=np.float64) for column in zip(*rows, strict=True))
    value = spending.fit(count, mean).value(count, mean)
    assert np.isfinite(value).all() and (value >= 0).all()


def test_where_the_mean_of_all_is_infinite_values_are_shrunk_means():
    wild = Spending(0.5, 0.9, 10.0, overall=1000.0)
    assert wild.value(np.array([0.0, 2.0]), np.array([0.0, 4000.0])).tolist() == [1000.0, 2500.0]


# -- correction, descent


def test_a_window_that_brought_half_of_what_was_predicted_halves_the_next():
    predicted = np.full(1000, 0.2)
    happened = np.zeros(1000)
    happened[:100] = 1.0
    assert calibration.factor(predicted, happened) == pytest.approx(105 / 205)
    assert calibration.factor(predicted[:10], happened[-10:]) == pytest.approx(5 / 7)  # a quiet window of few
    assert calibration.corrected(np.array([0.2, 0.9]), 0.5).tolist() == [0.1, 0.45]


@given(st.floats(0, 1), st.floats(0.5, 2))
def test_corrected_chances_stay_chances(chance, by):
    assert 0.0 <= calibration.corrected(np.array([chance]), by)[0] <= 1.0


def test_descent_finds_the_bottom_of_a_bent_valley():
    def valley(at):
        x, y = at
        slope = np.array([-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)])
        return float((1 - x) ** 2 + 100 * (y - x * x) ** 2), slope

    assert lowest(valley, np.array([-1.2, 1.0])) == pytest.approx([1.0, 1.0], abs=1e-3)


def test_a_shop_that_was_fitted_before_its_first_sale_takes_what_somebody_paid():
    empty = spending.fit(np.array([]), np.array([]))
    assert empty.value(np.array([0.0, 1.0, 3.0]), np.array([0.0, 280.0, 95.0])).tolist() == [0.0, 280.0, 95.0]
