"""The life of a task in the library: fired, recorded and cooled."""
