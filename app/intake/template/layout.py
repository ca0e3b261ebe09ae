"""Where things stand on the sheet of a table."""

NEED_ROW, HEADER_ROW, EXAMPLE_ROW, FIRST_ROW = 1, 2, 3, 4
LAST_ROW = FIRST_ROW + 1_999
"""The rows to be filled in: so many have drop-down lists."""
