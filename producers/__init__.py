"""Bring one source in, and its events out."""
