"""`python -m tunemantra`: the command line."""

from tunemantra.host.cli import main

main()
