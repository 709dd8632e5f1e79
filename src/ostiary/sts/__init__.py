"""The STS API: one small function per operation, in a plain table."""
