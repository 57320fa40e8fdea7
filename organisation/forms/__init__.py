"""What is typed on the pages of login and settings."""
