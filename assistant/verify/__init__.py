"""Hold a model's statements against the evidence that they cite (contract, 2.1)."""
