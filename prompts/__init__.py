"""Keep what is said to a language model: one prompt a Markdown file, read and filled by `book`."""
