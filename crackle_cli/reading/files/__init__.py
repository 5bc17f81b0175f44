"""What the bytes of a run are: where they come from, their encoding, and their dialect."""
