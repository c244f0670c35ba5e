"""Read the language out of a BCP 47 tag."""


def primary(tag: str) -> str:
    """Return the language of a tag, in lower case, without region and script: `es` of `es-MX`."""
    return tag.replace("_", "-").split("-")[0].lower()
