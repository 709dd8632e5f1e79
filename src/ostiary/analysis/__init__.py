"""Questions about policies that need no request: is this document sound, and is it what its author means."""
