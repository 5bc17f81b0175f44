"""One renderer in each file: `render(report) -> str`, nothing computed, nothing written."""
