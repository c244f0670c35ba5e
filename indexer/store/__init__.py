"""Keep the present, and read it: Redis, memory, and the view of it that readers hold."""
