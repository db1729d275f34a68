"""Which commitments the questions of a form inform: the table of it, suggestions, completeness, and
what a change would change."""
