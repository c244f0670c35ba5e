"""Let a city's sources tell what happens: what, in which words, when, and whether they are heard."""
