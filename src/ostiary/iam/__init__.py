"""The IAM API: one small function per operation, in plain tables."""
