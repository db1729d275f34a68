"""References of records that not everybody may see: at random, for running numbers would tell how
many there are."""

import secrets

# Letters and digits that nobody takes for one another.
SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
LENGTH = 8


def random_reference(prefix: str) -> str:
    """Such as ``OFF-7K3M2PQ4``."""
    return f"{prefix}-" + "".join(secrets.choice(SIGNS) for _sign in range(LENGTH))
