"""Tests of pages, as the script that each rerun runs."""
