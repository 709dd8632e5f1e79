"""The nouns and the errors: frozen data, no I/O, no clock, no randomness."""
