"""Ask a language model, and survive it: the only folder that knows there is one."""
