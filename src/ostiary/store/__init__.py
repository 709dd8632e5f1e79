"""Keeps the nouns: the contract, the SQL store, migrations, the revision log. Knows no IAM rule."""
