"""How each language writes days, and the one way in which all take them: 2026-06-03.

Other digits name no day for certain: 03/06/2026 is June to some readers and March to others.
"""

ISO_DAYS = ["%Y-%m-%d"]
ISO_TIMES = ["%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M:%S.%f"]
