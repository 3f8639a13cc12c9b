"""The providers whose APIs we speak. Another is a module like these, a line here and tests."""

from undersigned.outbox.apis import mailgun, postmark
from undersigned.outbox.apis.provider import Api, Provider

_KNOWN = {"mailgun": mailgun.PROVIDER, "postmark": postmark.PROVIDER}


def provider(api: Api) -> Provider:
    return _KNOWN[api.provider]
