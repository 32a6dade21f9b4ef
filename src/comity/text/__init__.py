"""Pure helpers on text, one module per subject."""
