"""What a return is: tables, fields, codes, periods, states and rules. Knows nothing of files."""
