"""How the parts of a drawing look.

On a page the stylesheet says so, by class, for light, dark and print. A file that leaves the site
has the same looks written into it, in the colours of the light page: no stylesheet goes with it,
and the content security policy allows none inside.
"""

INK = "#1b242d"
MUTED = "#56616c"
LINE = "#dcd9d0"
FILL = "#1f6793"
TRACK = "#e3e1d9"
SURFACE = "#ffffff"
SOFT = "#eaf0f4"
FICTION = "#553785"

FONTS = "'Noto Sans', 'Noto Sans Arabic', 'Noto Sans CJK SC', system-ui, sans-serif"
# Five steps of one hue, from light to dark: they stay in order in grey too.
STEPS = ["#dbe7ef", "#b3cfe0", "#7fabc8", "#3f7fa9", "#124d77"]

# Font sizes are part of the drawing: the lines are set by them.
LABEL = 14
SMALL = 12
HEADING = 20

ATTRIBUTES: dict[str, dict[str, str]] = {
    "track": {"fill": TRACK},
    "fill": {"fill": FILL},
    "beside": {"fill": SURFACE, "stroke": FILL, "stroke-width": "1.5"},
    "unknown": {"fill": "none", "stroke": MUTED, "stroke-dasharray": "2 3"},
    "grid": {"stroke": LINE, "stroke-width": "1"},
    "axis": {"stroke": MUTED, "stroke-width": "1"},
    "limit": {"stroke": INK, "stroke-width": "1.5", "stroke-dasharray": "5 4"},
    "curve": {"fill": "none", "stroke": FILL, "stroke-width": "2.5"},
    "area": {"fill": SOFT},
    "outline": {"fill": "none", "stroke": INK, "stroke-width": "2", "stroke-linecap": "square"},
    "limit-solid": {"stroke": MUTED, "stroke-width": "2"},
    "ground": {"fill": SURFACE},
    "hollow": {"fill": SURFACE, "stroke": MUTED, "stroke-width": "1"},
    "hatch": {"stroke": FILL, "stroke-width": "1.4"},
    "group-name": {"fill": MUTED, "font-size": str(SMALL), "font-weight": "700"},
    "bar-dark": {"fill": INK},
    "bar-light": {"fill": SURFACE},
    "code": {"fill": INK, "font-size": "9"},
    "code-light": {"fill": SURFACE, "font-size": "9"},
    "code-muted": {"fill": MUTED, "font-size": "9"},
    "label": {"fill": INK, "font-size": str(LABEL)},
    "strong": {"fill": INK, "font-size": str(LABEL), "font-weight": "700"},
    "small": {"fill": MUTED, "font-size": str(SMALL)},
    "heading": {"fill": INK, "font-size": str(HEADING), "font-weight": "700"},
    "fiction": {"fill": FICTION, "font-size": str(LABEL), "font-weight": "700"},
    **{f"step-{number}": {"fill": colour} for number, colour in enumerate(STEPS, start=1)},
}
