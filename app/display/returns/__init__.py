"""The blocks of the page on returns: what has been received, and what stewards load."""
