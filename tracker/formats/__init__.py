"""How each language writes days, and the one form that all accept: 2026-06-03.

Other forms are ambiguous: 03/06/2026 is in June for some readers and in March for others.
"""

ISO_DAYS = ["%Y-%m-%d"]
ISO_TIMES = ["%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M:%S.%f"]
