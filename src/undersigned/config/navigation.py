"""What the dashboard's menu shows to whom."""

from django.http import HttpRequest


def for_dashboard(request: HttpRequest) -> dict[str, object]:  # noqa: ARG001
    """Context processor: the menu of the member who asks; nothing on public pages."""
    return {}
