"""How a comparison is shown: one format in each file."""
