"""A point of contact's own area: see what is due, write reports, hand them in. It has no rules and
no figures of its own: those of ``reports`` hold here too."""
