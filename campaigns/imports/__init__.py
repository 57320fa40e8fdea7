"""Figures from files: what ad managers export, read with care and judged row by row."""
