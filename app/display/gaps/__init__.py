"""The blocks of the page on service gaps: all of Scotland, one need, one HSCP."""
