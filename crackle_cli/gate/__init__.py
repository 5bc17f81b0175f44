"""Which patterns fail a build: rules, the baseline, and saved laws."""
