"""Very many tasks as a summary: the means of blocks, a sample, and runs of neighbours."""
