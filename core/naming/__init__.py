"""How people and sources name places: the parts of the gazetteer, and the reading of area texts."""
