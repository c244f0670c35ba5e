"""The doors: HTTP in, the assistant's answers and the present out."""
