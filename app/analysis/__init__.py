"""Findings from released figures. Pure functions: no store, no screen."""
