"""The commands a person types: demo, up, ask, replay, doctor, bench."""
