"""The blocks of the page on wellbeing: of the people supported, and, never beside them, of link workers."""
