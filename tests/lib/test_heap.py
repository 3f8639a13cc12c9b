"""A process that lives long does not look through what it has loaded again and again."""

import gc

from undersigned.lib import heap


def test_what_was_there_is_set_aside_and_what_comes_after_is_still_collected():
    before = gc.get_freeze_count()
    try:
        heap.settle()

        assert gc.get_freeze_count() > before
        ring: list[object] = []
        ring.append(ring)
        del ring
        assert gc.collect() >= 1
    finally:
        gc.unfreeze()
