"""Let a city's sources tell what happens: in which words, when, and whether they are heard."""
