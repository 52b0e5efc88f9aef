"""What past pairs teach: which parts of a score speak for a pair that works, and whether that is shown."""
