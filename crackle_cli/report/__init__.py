"""Everything that a reader is told of a run, and the formats that it is told in."""
