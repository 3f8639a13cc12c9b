"""What stands before Django: it answers what a rush asks for without a thread a request.

Django's pages take a thread each, and threads that wait for one interpreter lock slow each
other down. So the few requests that come in thousands a second are answered on the event loop:
good forms and confirmations (posts.py), and public pages that were drawn a moment ago
(recent.py). All else goes to Django, unchanged, in a pool of threads.
"""

from undersigned.config.front.doors import Front

__all__ = ["Front"]
