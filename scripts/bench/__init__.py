"""Measure what CivicSense does, one JSON line a figure."""
