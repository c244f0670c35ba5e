"""Read what a person asks: which kind of event, which place, when, and what about it."""
