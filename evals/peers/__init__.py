"""Be language models: small servers of ours, honest ones and hostile ones, over one protocol."""
