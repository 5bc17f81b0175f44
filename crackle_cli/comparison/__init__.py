"""What changed between two sets of tasks: levels, spreads, shares, relations."""
