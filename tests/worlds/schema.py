"""The JSON Schema that ships with crackle."""

import json
from importlib.resources import files

SCHEMA = json.loads((files("crackle_cli.report.render") / "report.schema.json").read_text())
