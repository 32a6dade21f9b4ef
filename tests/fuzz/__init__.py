"""Fuzzing of every reader and of the splitter: `python -m tests.fuzz MINUTES`."""
