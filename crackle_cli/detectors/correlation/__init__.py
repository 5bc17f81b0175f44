"""Metrics that move together."""
