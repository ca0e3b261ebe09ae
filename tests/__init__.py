"""Tests of the dashboard: unit mirrors app; pages, browser, interop; bench prints ratios."""
