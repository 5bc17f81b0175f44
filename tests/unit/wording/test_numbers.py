"""Numbers as a person reads them."""

import pytest

from crackle_cli.wording.numbers import coefficient, number, percents, placed, relatives


@pytest.mark.parametrize(
    ("change", "told"),
    [(23.94, "23.9 %"), (-50.0, "50 %"), (900.0, "900 %"), (3681.0, None), (-1100.0, None)],
)
def test_a_share_of_next_to_nothing_is_left_out(change, told):
    assert relatives([change]) == [told]
    assert relatives([None]) == [None]


def test_shares_that_are_told_together_have_equally_many_digits():
    assert percents([10.0, 6.76, 100.0]) == ["10.0 %", "6.76 %", "100 %"]
    assert percents([10.0, 5.0]) == ["10 %", "5 %"]
    assert relatives([50.0, None, -12.34]) == ["50.0 %", None, "12.3 %"]


def test_a_count_has_all_of_its_digits():
    assert number(45_123.7) == "45,124"
    assert number(4_991_564_425.0) == "4,991,564,425"
    assert number(2.0**53 - 1) == "9,007,199,254,740,991"
    assert number(2.0**53) == "9.01e15"


def test_less_than_nothing_has_one_sign_everywhere():
    assert [number(v) for v in (-5.0, -0.25, -12_345.0)] == ["−5", "−0.250", "−12,345"]
    assert coefficient(-0.944) == "−0.94"
    assert coefficient(-0.004) == "0.00"


def test_what_rounds_to_a_power_of_ten_has_no_digit_more():
    assert [number(v) for v in (99.98, 9.996, 9999.7, 0.0009996)] == [
        "100", "10.0", "10,000", "0.00100",
    ]  # fmt: skip


def test_next_to_nothing_is_told_without_zeros():
    assert [number(v) for v in (1.5e-6, 2e-5, 0.00012)] == ["1.5e-6", "2e-5", "0.000120"]


def test_a_thousand_has_a_comma_where_it_stands_beside_ten_thousand():
    assert placed(1234.0, 0) == "1234"
    assert placed(1234.0, 0, grouped=True) == "1,234"


def test_what_is_no_number_is_no_share_of_what_was():
    assert relatives([12.5, float("nan"), None, 1e9]) == ["12.5 %", None, None, None]
