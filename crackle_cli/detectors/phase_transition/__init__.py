"""Metrics that shift along the task order."""
