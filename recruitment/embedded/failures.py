"""What can go wrong with an embedded server, as one line for the person at the desk."""


class ServerFailed(Exception):  # noqa: N818
    """The server could not be started or used; the text says why and what to do."""
