"""From a table to its patterns: the detectors, what they found as events, and their names."""
