"""How fast the tracker answers, as multiples of what its database alone could do."""
