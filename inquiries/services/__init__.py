"""Every change to an inquiry, each one whole: lock, check, save, log, tell."""
