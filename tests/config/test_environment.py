"""Settings: what is right is understood; what is wrong is named, and what is allowed."""

import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from undersigned.config import environment
from undersigned.config.variables import WrongSettingError


def test_nothing_has_to_be_set():
    found = environment.read({})

    assert found.url == "http://localhost:8000"
    assert found.data == Path("var").resolve()
    assert found.database["ENGINE"] == "undersigned.lib.sqlite"
    assert found.database["NAME"] == str(found.data / "undersigned.sqlite3")
    assert (found.trusted_proxies, found.relay, found.demo) == ((), None, False)
    assert (found.mail_from, found.log_level) == ("no-reply@localhost", "INFO")


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("UNDERSIGNED_URL", "act.example.org", "https://act.example.org"),
        ("UNDERSIGNED_URL", "https://act.example.org/petitions", "without a path"),
        ("UNDERSIGNED_URL", "https://act.example.org?x=1", "without a path"),
        ("UNDERSIGNED_URL", "https://ana@act.example.org", "without a path"),
        ("UNDERSIGNED_URL", "ftp://act.example.org", "https://act.example.org"),
        ("UNDERSIGNED_URL", "", "https://act.example.org"),
        ("UNDERSIGNED_DEMO", "true", "yes, no"),
        ("UNDERSIGNED_LOG_LEVEL", "info", "INFO, DEBUG, WARNING, ERROR"),
        ("UNDERSIGNED_TRUSTED_PROXIES", "proxy.example.org", "127.0.0.1,10.0.0.0/8"),
        ("UNDERSIGNED_TRUSTED_PROXIES", "10.0.0.1/8", "127.0.0.1,10.0.0.0/8"),
        ("UNDERSIGNED_LEASE_SECONDS", "0", "a number from 1 to 600"),
        ("UNDERSIGNED_LEASE_SECONDS", "1.5", "a number from 1 to 600"),
        ("UNDERSIGNED_DEMO_PEOPLE", "many", "a number from 1 to 100000"),
        ("UNDERSIGNED_MAIL_FROM", "nobody", "no-reply@act.example.org"),
        ("DATABASE_URL", "mysql://db/undersigned", "postgresql://user:password@host"),
        ("DATABASE_URL", "postgresql://db", "postgresql://user:password@host"),
        ("DATABASE_URL", "sqlite://", "sqlite:////folder/file.sqlite3"),
        ("UNDERSIGNED_SMTP_URL", "relay.example.net", "smtp://user:password@host:587"),
        ("UNDERSIGNED_SMTP_URL", "http://relay.example.net", "smtps://"),
    ],
)
def test_a_wrong_value_is_named_with_its_variable_and_what_is_allowed(name, value, allowed):
    with pytest.raises(WrongSettingError) as refusal:
        environment.read({name: value})

    message = str(refusal.value)
    assert message.startswith(f"{name} is {value!r}, which is not allowed. Allowed: ")
    assert allowed in message


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://ana:hunter2@db/undersigned"),
        ("DATABASE_URL", "postgresql://ana:hunter2@db:port/undersigned"),
        ("UNDERSIGNED_SMTP_URL", "http://ana:hunter2@relay.example.net"),
        ("UNDERSIGNED_SMTP_URL", "smtp://ana:hunter2@relay.example.net:port"),
        ("UNDERSIGNED_SMTP_URL", "smtp://ana:hunter2@[relay"),
    ],
)
def test_a_refusal_never_shows_a_password(name, value):
    with pytest.raises(WrongSettingError) as refusal:
        environment.read({name: value})

    assert name in str(refusal.value)
    assert "hunter2" not in str(refusal.value)


@pytest.mark.parametrize("name", ["gmail.com", "Gmail", "gmail", "googlemail.com", "GMAIL.com"])
def test_a_providers_limit_may_name_it_or_one_of_its_domains(name):
    found = environment.read(
        {"UNDERSIGNED_PROVIDER_LIMITS": f"{name}=20:4, Example.org=2, *=5"}
    )

    assert list(found.provider_limits) == ["Gmail", "example.org", "*"]
    assert found.provider_limits["Gmail"] == environment.Limit(20, 4)


@pytest.mark.parametrize("port", ["0", "65536", "99999"])
def test_a_resolver_has_a_port_that_there_can_be(port):
    with pytest.raises(environment.WrongSettingError, match="UNDERSIGNED_RESOLVER is "):
        environment.read({"UNDERSIGNED_RESOLVER": f"127.0.0.1:{port}"})

    assert environment.read({"UNDERSIGNED_RESOLVER": "::1"}).resolver == "::1:53"
    assert environment.read({"UNDERSIGNED_RESOLVER": "[::1]:65535"}).resolver == "::1:65535"


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("http://[::1]:8000", "1/log"),
        ("https://act.example.org", "act.example.org/log"),
        ("http://.", "localhost/log"),
    ],
)
def test_a_log_has_a_name_whatever_the_address(url, origin):
    assert environment.read({"UNDERSIGNED_URL": url}).log_origin == origin


_MAILGUN = {"UNDERSIGNED_MAIL_WEBHOOK_SECRET": "signing-key-of-mailgun"}
_POSTMARK = {"UNDERSIGNED_MAIL_WEBHOOK_SECRET": "events:a-password-of-16-letters"}
_WORDS = some.text(alphabet="abc:/@[]?#. 0159%+", max_size=25)
_NAMES = (
    "UNDERSIGNED_URL",
    "DATABASE_URL",
    "UNDERSIGNED_SMTP_URL",
    "UNDERSIGNED_MAIL_API",
    "UNDERSIGNED_TRUSTED_PROXIES",
)


@given(
    name=some.sampled_from(_NAMES),
    start=some.sampled_from(
        ["", "http://", "smtp://", "postmark://a@", "postgresql://", "sqlite:///"]
    ),
    rest=_WORDS,
)
def test_any_value_is_understood_or_refused_in_words(name, start, rest):
    try:
        environment.read({name: start + rest} | _POSTMARK)
    except WrongSettingError as refusal:
        words = str(refusal)
    else:
        words = f"{name} is understood"

    assert words.startswith(f"{name} is ")


def test_a_slash_at_the_end_of_the_address_does_not_matter():
    found = environment.read({"UNDERSIGNED_URL": "https://act.example.org/"})

    assert found.url == "https://act.example.org"
    assert found.mail_from == "no-reply@act.example.org"


def test_postgresql_by_address():
    found = environment.read(
        {"DATABASE_URL": "postgresql://ana:a%40b@db.example:5433/pressure"}
    )

    wanted = ("pressure", "ana", "a@b", "db.example", "5433")
    assert (
        tuple(found.database[k] for k in ("NAME", "USER", "PASSWORD", "HOST", "PORT")) == wanted
    )


def test_postgresql_by_socket():
    found = environment.read({"DATABASE_URL": "postgresql:///pressure?host=/run/postgresql"})

    assert found.database["HOST"] == "/run/postgresql"
    assert found.database["NAME"] == "pressure"


def test_sqlite_keeps_what_it_acknowledged():
    found = environment.read({"DATABASE_URL": "sqlite:////srv/data.sqlite3"})

    options = found.database["OPTIONS"]
    assert found.database["NAME"] == "/srv/data.sqlite3"
    assert "journal_mode=WAL" in str(options)
    assert "synchronous=FULL" in str(options)


@pytest.mark.parametrize(
    ("url", "host", "port", "user", "password", "security"),
    [
        ("smtp://relay.example.net", "relay.example.net", 587, "", "", "starttls"),
        ("smtps://ana:a%2Fb@relay.example.net", "relay.example.net", 465, "ana", "a/b", "tls"),
        ("smtp+plain://127.0.0.1:2525", "127.0.0.1", 2525, "", "", "none"),
    ],
)
def test_a_relay_says_how_it_is_reached(url, host, port, user, password, security):
    relay = environment.read({"UNDERSIGNED_SMTP_URL": url}).relay

    assert relay == environment.Relay(
        host=host, port=port, user=user, password=password, security=security
    )


@pytest.mark.parametrize(
    ("api", "secret", "found"),
    [
        (
            "mailgun://key%2Fa@api.eu.mailgun.net/mg.example.org", _MAILGUN,
            ("mailgun", "https://api.eu.mailgun.net", "mg.example.org", "key/a"),
        ),
        (
            "postmark://token@api.postmarkapp.com", _POSTMARK,
            ("postmark", "https://api.postmarkapp.com", "", "token"),
        ),
        (
            "postmark+plain://token@127.0.0.1:8025/news", _POSTMARK,
            ("postmark", "http://127.0.0.1:8025", "news", "token"),
        ),
    ],
)  # fmt: skip
def test_an_api_says_where_it_is_and_hides_its_secrets(api, secret, found):
    read = environment.read({"UNDERSIGNED_MAIL_API": api} | secret).mail_api

    assert read is not None
    assert (read.provider, read.url, read.place, read.key) == found
    assert read.secret == secret["UNDERSIGNED_MAIL_WEBHOOK_SECRET"]
    assert found[3] not in repr(read)
    assert read.secret not in repr(read)


@pytest.mark.parametrize(
    "api",
    [
        "sendgrid://hunter2@api.sendgrid.com", "mailgun://hunter2@api.mailgun.net",
        "mailgun://api.mailgun.net/mg.example.org", "mailgun://a:hunter2@api.mailgun.net/x.org",
        "postmark+plain://hunter2@api.postmarkapp.com", "postmark://hunter2@host/a/b",
        "hunter2",
        "mailgun+tls://hunter2@api.mailgun.net/mg.example.org",
        "postmark://hunter2@host?stream=x", "mailgun://hunter2@[host/mg.example.org",
    ],
)  # fmt: skip
def test_a_wrong_api_is_refused_and_its_key_not_shown(api):
    with pytest.raises(WrongSettingError) as refusal:
        environment.read({"UNDERSIGNED_MAIL_API": api} | _MAILGUN)

    words = str(refusal.value)
    assert words.startswith("UNDERSIGNED_MAIL_API is ")
    assert "postmark://TOKEN@api.postmarkapp.com" in words
    assert "hunter2" not in words


@pytest.mark.parametrize("secret", ["", "short", "hunter2hunter2hunter2"])
def test_without_a_secret_that_webhooks_are_checked_by_nothing_starts(secret):
    variables = {
        "UNDERSIGNED_MAIL_API": "postmark://token@api.postmarkapp.com",
        "UNDERSIGNED_MAIL_WEBHOOK_SECRET": secret,
    }
    with pytest.raises(WrongSettingError, match="UNDERSIGNED_MAIL_WEBHOOK_SECRET") as refusal:
        environment.read(variables)
    assert "user:password" in str(refusal.value)
    assert "hunter2" not in str(refusal.value)


def test_mail_leaves_by_an_api_or_by_relays():
    variables = {
        "UNDERSIGNED_MAIL_API": "postmark://token@api.postmarkapp.com",
        "UNDERSIGNED_SMTP_URL": "smtp://relay.example.net",
    }
    with pytest.raises(WrongSettingError, match="by an API or by relays"):
        environment.read(variables | _POSTMARK)


def test_a_secret_is_made_once_and_only_its_owner_reads_it(tmp_path):
    made = environment.secret(tmp_path / "data", "django-key")

    kept = tmp_path / "data" / "secrets" / "django-key"
    assert len(made) >= 60
    assert environment.secret(tmp_path / "data", "django-key") == made
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert stat.S_IMODE(kept.parent.stat().st_mode) == 0o700
    assert [path.name for path in kept.parent.iterdir()] == ["django-key"]


def test_processes_that_start_at_once_have_the_same_secret(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        made = set(pool.map(lambda _: environment.secret(tmp_path, "django-key"), range(32)))

    assert len(made) == 1


def test_a_data_folder_that_cannot_be_used_is_named(tmp_path):
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(WrongSettingError, match=r"UNDERSIGNED_DATA is '.*file', but in it"):
        environment.secret(tmp_path / "file", "django-key")


def test_an_empty_secret_is_not_taken_for_one(tmp_path):
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "django-key").touch()

    with pytest.raises(WrongSettingError, match="is empty"):
        environment.secret(tmp_path, "django-key")


def test_a_wrong_setting_ends_the_command_with_a_sentence_and_no_trace(tmp_path):
    answer = subprocess.run(
        [sys.executable, "-m", "undersigned", "check"],
        env={"UNDERSIGNED_DATA": str(tmp_path), "UNDERSIGNED_DEMO": "perhaps"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert answer.returncode == 2
    assert answer.stderr == (
        "UNDERSIGNED_DEMO is 'perhaps', which is not allowed. Allowed: yes, no.\n"
    )
