"""References of records that may be hidden: random, because running numbers would tell how many
there are."""

import secrets

# Letters and digits that are not easily confused.
SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
LENGTH = 8


def random_reference(prefix: str) -> str:
    """Such as ``OFF-7K3M2PQ4``."""
    return f"{prefix}-" + "".join(secrets.choice(SIGNS) for _sign in range(LENGTH))
