"""Turn the log of messages into the present: consume, supersede, locate, describe, index, expire."""
