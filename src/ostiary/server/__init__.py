"""One call from bytes to bytes; everything is put together here."""
