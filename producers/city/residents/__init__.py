"""Be the people of a city: what they report, in which words, and where several report one thing.

`sightings.sightings(plan)` is the main path; `clusters` says what their reports add up to.
"""
