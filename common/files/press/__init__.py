"""Presses: processes of their own that lay out documents and draw pictures.

Laying out takes a processor for a second, the interpreter's lock as long, and libraries and fonts
that would stay in memory. A press takes what pages leave of the processors and nothing of the lock,
and gives its memory back when it ends: when no order came for a while, after many orders, or with
the process that started it. A press is started when one is needed, and kept for the next order. How
many work at once is for ``common.turns`` to say.

An order is a function and plain arguments: never a request or a record. A press knows neither
settings nor database.
"""
