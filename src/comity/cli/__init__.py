"""The command line: one module per stage, each loaded only when its command is called."""

from comity.cli.main import main

__all__ = ["main"]
