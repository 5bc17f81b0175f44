"""A constant metric is a finding by itself, and takes part in no law."""

import numpy as np

from crackle_cli import MetricTable, ThermalProfile
from crackle_cli.detectors.conservation import sparse

SETTINGS = ThermalProfile.default().conservation


def test_a_constant_metric_takes_part_in_no_law():
    ec2, s3 = np.random.default_rng(0).lognormal(5, 0.5, (2, 80)).round(2)
    columns = {"ec2": ec2, "s3": s3, "support": np.full(80, 100.0), "total": ec2 + s3 + 100.0}
    found = sparse.detect(MetricTable.from_columns(columns), SETTINGS).findings
    assert [(f.text, f.standing) for f in found] == [
        ("support = 100", True),
        ("ec2 + s3 + 100 = total", False),
    ]
