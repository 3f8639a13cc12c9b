"""What is loaded for good is not looked through again for garbage."""

import gc


def settle() -> None:
    """For a process that has loaded its code and lives long.

    A full collection looks at each of its objects, 0.1 s in which nobody is answered; with
    these set aside it takes a millisecond.
    """
    gc.collect()
    gc.freeze()
