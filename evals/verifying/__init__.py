"""Score what a model's answers become: hostile ones, honest ones, and what is shown of each."""
