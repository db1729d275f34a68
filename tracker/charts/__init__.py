"""Charts and the tile map, drawn on the server as SVG.

Nothing here reads a record: figures and words go in, a drawing comes out. ``tracker/pages/figures.py``
takes the figures from ``reports.coverage`` and the words from the translations.
"""
