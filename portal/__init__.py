"""A point of contact's own area: what is due, writing it, handing it in. No rules and no figures of
its own: those of ``reports`` hold here as everywhere."""
