"""The policy decision point: parse, validate, match, decide and explain policies. Pure: no I/O, no clock."""
