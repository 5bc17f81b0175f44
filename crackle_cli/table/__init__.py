"""What a table is: metrics as arrays, labels, texts, units, and the census of its reading."""
