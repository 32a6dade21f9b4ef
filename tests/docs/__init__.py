"""The pages of docs/ that can be run, run."""
