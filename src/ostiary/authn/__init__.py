"""Who is calling: signatures, access keys, session tokens, and the keys that seal secrets."""
