"""Findings of several detectors as events, each told once."""
