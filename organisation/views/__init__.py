"""The pages of the settings, and what every page's frame fetches."""
