"""Statistics that more than one detector needs."""
