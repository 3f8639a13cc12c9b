"""Names that no organisation or campaign may take: the installation answers there."""

RESERVED = frozenset({
    "about", "abuse", "account", "accounts", "admin", "api", "apple-touch-icon.png",
    "approve", "assets", "dashboard", "demo", "docs", "embed", "embeds", "events",
    "favicon.ico", "feed", "feeds", "forms", "healthz", "help", "i", "index", "invitation",
    "join", "legal", "log", "login", "logout", "mail", "manifest.webmanifest", "media",
    "metrics", "m", "new", "news", "newsroom", "o", "osdi", "preferences", "press",
    "privacy", "r", "robots.txt", "s", "search", "security.txt", "share", "sign", "signin",
    "signup", "signed", "sitemap.xml", "static", "support", "t", "terms", "unsubscribe",
    "u", "user", "users", "well-known", "www",
})  # fmt: skip


def is_reserved(name: str) -> bool:
    """Whether the installation answers, or may one day answer, at this first part of a path."""
    return name.strip().strip("/").lower() in RESERVED
