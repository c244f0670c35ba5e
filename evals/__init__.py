"""Ask the real assistant about a city whose truth is known, and score what it says."""
