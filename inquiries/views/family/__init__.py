"""A family's own page: its address is the permission, and may be taken back."""
