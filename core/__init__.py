"""The vocabulary of CivicSense: pure nouns that every other folder speaks in."""
