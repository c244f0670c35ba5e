"""Hold the hand-made drawing of Rivermouth, from which the pack's files are written."""
