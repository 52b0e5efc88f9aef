"""How fast the arithmetic of free time is, beside the obvious ways to write it."""
