"""Earlier years from a file: read with care, judged row by row, taken in whole."""
