"""Attacks on a running tracker, bounded in number and time, against this machine's loopback alone.

``make trust`` tries each of them while a health check and a reader ask for their page, and says
what it cost; ``python -m benchmarks.trust --small`` is the short form.
"""
