"""A question in, an answer with its evidence out."""
