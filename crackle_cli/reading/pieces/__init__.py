"""Tables larger than memory, read a piece at a time."""
