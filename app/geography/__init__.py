"""Areas, their outlines, and the tile map."""
