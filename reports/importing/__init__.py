"""Who reported: from a meeting's report, a list or a table to records.

``folding`` and ``names`` recognise reporters; ``lists`` and ``tables`` read what was given;
``rolls`` puts them together (all pure); ``loading`` compares with the database and records.
"""
