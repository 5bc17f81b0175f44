"""The tests of crackle: fast ones by default, the rest behind markers and one command.

unit         one file for each module, by its path
cli          the installed command in a process of its own
properties   what must not change an answer (hypothesis)
calibration  false alarms and power on known truth: few seeded runs, many with `-m calibration`
worlds       tables with their truth, fixtures; oracles: the slow and obvious way

`python -m pytest -m calibration` (or long, or fuzz) runs what is left out by default,
`--hypothesis-profile=long` tries ten times as many examples, `python -m benchmarks.mutation` counts
the changes to the code that no test notices, and `python -m benchmarks.release` does all of that.
"""
