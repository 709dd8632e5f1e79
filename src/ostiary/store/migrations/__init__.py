"""The history of the schema: one line, no branches; each step reviewed, none generated."""
