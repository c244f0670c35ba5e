"""Simulate a city with one state of the world, from which every producer reads.

A stretch of city time is planned whole from a seed, then played: every fault, delay and reading is
a function of the plan and an instant, so that processes which never meet tell of the same city.
"""
