"""Mail that comes back, as mail servers write it; the addresses are invented."""

TEXT = {
    "postfix": ("550 5.1.1 <{to}>: Recipient address rejected: User unknown in virtual mailbox table", "5.1.1"),
    "gmail": ("smtp; 550-5.1.1 The email account that you tried to reach does not exist.", "5.1.1"),
    "gmail full": ("smtp; 452-4.2.2 The recipient's inbox is out of storage space.", "4.2.2"),
    "gmail blocked": ("smtp; 550-5.7.26 Unauthenticated email from example.org is not accepted", "5.7.26"),
    "microsoft": ("smtp;550 5.5.0 Requested action not taken: mailbox unavailable (S2017062302).", "5.5.0"),
    "microsoft blocked": ("smtp;550 5.7.1 Unfortunately, messages from [192.0.2.9] weren't sent. Please contact your Internet service provider since part of their network is on our block list (S3140).", "5.7.1"),
    "yahoo": ("smtp; 554 30 Sorry, your message to {to} cannot be delivered. This mailbox is disabled (554.30).", "5.0.0"),
    "yahoo complaints": ("smtp; 421 4.7.0 [TSS04] Messages from 192.0.2.9 temporarily deferred due to user complaints", "4.7.0"),
    "timeout": ("smtp; 451 connection timed out", "4.4.1"),
    "no host": ("X-Postfix; Host or domain name not found. Name service error", "5.4.4"),
    "content": ("smtp; 552 5.6.0 message content rejected", "5.6.0"),
}  # fmt: skip


def bounce(
    name: str, *, sent_from: str, to: str = "rosa@dead.example", action: str = "failed"
) -> bytes:
    """A report of non-delivery (RFC 3464) in the named server's words, to the return path."""
    words, status = TEXT[name]
    return f"""From: MAILER-DAEMON@relay.example.net
To: {sent_from}
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="=_b"

--=_b
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--=_b
Content-Type: message/delivery-status

Reporting-MTA: dns; relay.example.net
Arrival-Date: Mon, 2 Mar 2026 12:00:00 +0000

Final-Recipient: rfc822; {to}
Action: {action}
Status: {status}
Remote-MTA: dns; mx.dead.example
Diagnostic-Code: {words.format(to=to)}

--=_b
Content-Type: message/rfc822

From: news@river.example
To: {to}
Subject: Five signatures to go

Hello
--=_b--
""".replace("\n", "\r\n").encode()


def complaint(*, token: str, to: str = "rosa@angry.example", kind: str = "abuse") -> bytes:
    """A feedback report (RFC 5965), with the headers of what was complained about."""
    return f"""From: feedback@provider.example
To: abuse@river.example
Subject: FW: Five signatures to go
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="=_c"

--=_c
Content-Type: text/plain

This is an email abuse report.

--=_c
Content-Type: message/feedback-report

Feedback-Type: {kind}
User-Agent: Provider/1.0
Version: 1
Original-Rcpt-To: {to}

--=_c
Content-Type: text/rfc822-headers

From: news@river.example
X-Message-Token: {token}
Subject: Five signatures to go

--=_c--
""".replace("\n", "\r\n").encode()


def exim(*, sent_from: str, to: str = "rosa@dead.example") -> bytes:
    """Exim's older report: its answer stands in the text alone."""
    return f"""From: Mail Delivery System <Mailer-Daemon@relay.example.net>
X-Failed-Recipients: {to}
To: {sent_from}
Subject: Mail delivery failed: returning message to sender

A message that you sent could not be delivered:

  {to}
    host mx.dead.example [192.0.2.1]
    SMTP error from remote mail server after RCPT TO:<{to}>:
    550 No such user here
""".replace("\n", "\r\n").encode()


def out_of_office(*, sent_from: str) -> bytes:
    return f"""From: Rosa <rosa@office.example>
To: {sent_from}
Subject: Out of office
Auto-Submitted: auto-replied

550 5.1.1 I am at the sea until Monday.
""".replace("\n", "\r\n").encode()
