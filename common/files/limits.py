"""Limits that the operating system enforces on our program, whatever a file claims."""

import resource
import time


def limit_this_process(memory: int, seconds: int) -> None:
    """From here on: ``memory`` bytes and ``seconds`` of processor time at most, no files written,
    no core dumps."""
    limit_memory(memory)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))


def limit_memory(memory: int) -> None:
    """From here on: ``memory`` bytes at most, no files written, no core dumps."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def limit_next(seconds: int) -> None:
    """From here on ``seconds`` of processor time at most; a later call grants as many anew."""
    most = int(time.process_time()) + seconds
    resource.setrlimit(resource.RLIMIT_CPU, (most, resource.RLIM_INFINITY))
