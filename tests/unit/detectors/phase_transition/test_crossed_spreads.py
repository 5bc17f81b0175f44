"""Two changes of spread whose places cross once each is placed by itself."""

import numpy as np

from crackle_cli.detectors.phase_transition import engine
from crackle_cli.detectors.phase_transition.batching import alone
from crackle_cli.detectors.phase_transition.change_point import Span
from crackle_cli.detectors.phase_transition.model import Model
from crackle_cli.detectors.phase_transition.preparation import prepared
from crackle_cli.detectors.phase_transition.segmentation import Cut
from crackle_cli.detectors.phase_transition.trend import Fit


def test_one_of_them_is_told(monkeypatch):
    n = 90
    values = np.random.default_rng(1).normal(size=n) * np.repeat([1.0, 9.0, 1.0], 30)

    async def cuts(apart, alpha):
        return (Cut(30, 20.0), Cut(60, 20.0)), (-20.0, -20.0)

    placed = iter([Span(60, 60, 60), Span(20, 20, 20)])  # the second is counted from row 30
    monkeypatch.setattr(engine, "spread_cuts", cuts)
    monkeypatch.setattr(engine, "spread_place", lambda apart, at: next(placed))
    model = Model((), (), Fit(np.zeros(n), np.zeros(n), ()), 0.0, 0.0)
    found = alone(engine._spreads(prepared(values), model, values, 0.01, []))
    assert len(found) <= 1
