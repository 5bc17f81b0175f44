"""`python -m crackle_cli` is `crackle`."""

from crackle_cli.cli.main import main

main()
