"""The kinds by the words that people have for them."""

import pytest

from crackle_cli.profile.kinds import kind_of


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("Conservation law", "conservation"),
        (" phase transition", "phase_transition"),
        ("laws", "conservation"),
        ("law", "conservation"),
        ("shift", "phase_transition"),
        ("shifts", "phase_transition"),
        ("phase-transition", "phase_transition"),
        ("drift", "phase_transition"),
        ("Groups", "clustering"),
        (" outliers", "clustering"),
        ("correlations", "correlation"),
        ("shfits", None),
    ],
)
def test_a_kind_may_be_called_by_other_words(word, kind):
    assert kind_of(word) == kind
