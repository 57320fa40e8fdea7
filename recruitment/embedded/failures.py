"""What can go wrong with an embedded server, as one line for the person at the desk."""


class ServerFailed(Exception):
    """The server could not be started or used; the text says why and what to do."""
