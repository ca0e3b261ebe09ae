"""From files to checked tables: reading, and listing every fault."""
