"""Try to make the indexer lose, double or hide a message, with everything killed at random."""
