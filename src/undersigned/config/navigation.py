"""What the dashboard's menu shows to whom."""

from django.http import HttpRequest


def for_dashboard(request: HttpRequest) -> dict[str, object]:
    """Context processor: the menu of the member who asks; nothing on public pages."""
    return {}
