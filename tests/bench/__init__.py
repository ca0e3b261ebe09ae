"""How fast it is, as ratios within one run: `make bench`. A benchmark to read, not a test to pass."""
