"""crackle finds the patterns nobody designed in files of metrics.

The public names are loaded when they are first used (PEP 562), so that `crackle --help` is quick.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from crackle_cli.comparison.comparison import Comparison as Comparison
    from crackle_cli.comparison.comparison import compare as compare
    from crackle_cli.comparison.judging import CompareRules as CompareRules
    from crackle_cli.cooling.pattern import CracklePattern as CracklePattern
    from crackle_cli.cooling.pipeline import cool as cool
    from crackle_cli.detectors.finding import PatternKind as PatternKind
    from crackle_cli.errors import CrackleError as CrackleError
    from crackle_cli.gate.verdict import judge as judge
    from crackle_cli.kiln.kiln import Kiln as Kiln
    from crackle_cli.kiln.task import CrackleTask as CrackleTask
    from crackle_cli.kiln.task import GlazeLayer as GlazeLayer
    from crackle_cli.kiln.task import TaskOutput as TaskOutput
    from crackle_cli.profile.settings import CoolingRate as CoolingRate
    from crackle_cli.profile.thermal_profile import ThermalProfile as ThermalProfile
    from crackle_cli.table.metric_table import MetricTable as MetricTable

__version__ = "0.1.0"

_HOMES = {
    "CompareRules": "comparison.judging",
    "Comparison": "comparison.comparison",
    "CoolingRate": "profile.settings",
    "CrackleError": "errors",
    "CracklePattern": "cooling.pattern",
    "CrackleTask": "kiln.task",
    "GlazeLayer": "kiln.task",
    "Kiln": "kiln.kiln",
    "MetricTable": "table.metric_table",
    "PatternKind": "detectors.finding",
    "TaskOutput": "kiln.task",
    "ThermalProfile": "profile.thermal_profile",
    "compare": "comparison.comparison",
    "cool": "cooling.pipeline",
    "judge": "gate.verdict",
}
__all__ = list(_HOMES)


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"crackle_cli.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted(_HOMES)
