"""One file a door; none of them knows where the events are kept."""
