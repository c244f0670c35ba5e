"""Read the figures of a statement in four languages: numbers, times, days, lengths of time."""
