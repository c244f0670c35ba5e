"""Read each kind of feed in a file of its own."""
