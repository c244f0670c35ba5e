"""Let a model look things up for an operator: it only reads, and never decides what it may see."""
