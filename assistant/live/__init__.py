"""Answer from the latest readings: where vehicles are, how traffic moves, how the air is."""
