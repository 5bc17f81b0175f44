"""The command line: options in, library calls, text and an exit code out."""
