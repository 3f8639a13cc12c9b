"""A web server for a log in memory, as a stranger's audit meets it."""

import contextlib
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Site:
    """What is served: files under /log/ and beside it; `delay` seconds before each answer."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.statuses: dict[str, int] = {}
        self.delay = 0.0
        self.asked: list[str] = []
        self.url = ""

    def log(self, store, vkey: str) -> None:
        """Serves this log, with its key."""
        self.files |= {f"/log/{path}": data for path, data in store.files.items()}
        self.files["/log/vkey"] = f"{vkey}\n".encode()


@contextlib.contextmanager
def serving() -> Iterator[Site]:
    site = Site()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            site.asked.append(self.path)
            time.sleep(site.delay)
            data = site.files.get(self.path)
            status = site.statuses.get(self.path, 404 if data is None else 200)
            self.send_response(status)
            self.send_header("Content-Length", str(len(data or b"")))
            self.end_headers()
            with contextlib.suppress(OSError):
                self.wfile.write(data or b"")

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the base names it
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=[0.02], daemon=True).start()
    site.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
