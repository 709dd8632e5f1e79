"""CloudTrail, as far as it looks events up: one small function per API operation."""
