"""The four detectors: strangers to each other, all of the form `detect(table, settings)`."""
