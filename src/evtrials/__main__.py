"""`python -m evtrials`."""

from evtrials.cli import main

main()
