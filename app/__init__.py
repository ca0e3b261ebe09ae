"""The Community Link Worker dashboard: from a return to a protected figure on a screen."""
