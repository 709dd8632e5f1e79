"""A client: it gets the credentials of a role from an STS endpoint, and hands them to the programs of this machine.

It knows of the server what every client knows: addresses and AWS's API.
"""
