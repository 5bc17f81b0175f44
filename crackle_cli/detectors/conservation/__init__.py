"""Quantities that stay constant, and laws that bind several metrics."""
