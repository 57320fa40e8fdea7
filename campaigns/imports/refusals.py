"""Why a whole file cannot be read. The text is shown as it stands."""


class FileRefused(Exception):
    """The file is not one that can be read; `args[0]` says why, in words."""
