"""Random moments for killing: from a seed that is printed, so that they can be tried again."""

import random
import secrets


def random_moments() -> random.Random:
    seed = secrets.randbits(32)
    print(f"seed {seed}")  # noqa: T201  pytest shows it with the failure
    return random.Random(seed)  # noqa: S311
