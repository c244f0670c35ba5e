"""Turn the log into the present: consume, supersede, locate, describe, index, expire."""
