"""Files of metrics, as tables."""
