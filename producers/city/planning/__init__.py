"""Write a plan: for each kind of happening where it may be, how its life goes, and what it brings.

`background.BY_KIND` names the planner of each kind; a planner fills an `Episode` of a `Draft`.
"""
