"""Charts and the tile map, drawn on the server as SVG.

Nothing here reads a record: figures and words go in, a drawing comes out. The figures come from
``reports.coverage`` and the words from the translations, through ``publications.figures``.
"""
