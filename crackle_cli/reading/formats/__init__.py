"""One format in each file: its bytes as the rows of a file."""
