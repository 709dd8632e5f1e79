"""The engine without a server and without a store: policies given as documents, questions given as values."""
