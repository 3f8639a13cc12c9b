"""House rules that no linter knows."""

import ast
import re

from tests.architecture import source

# Who speaks HTTP besides views, urls, forms and middleware, each for its reason.
SPEAKERS = {
    "lib": "has no domain: decorators, clients' addresses, tags",
    "accounts/access.py": "the decorator that opens the dashboard to those who may",
    "accounts/adapters.py": "what allauth asks of the installation, by request",
    "accounts/doors.py": "sends a person who signs in to where they belong",
    "evidence/serving.py": "the one safe way to hand a copy out, for the desk and the public",
    "outbox/apis/hearing.py": "a webhook's signature covers the request, which anymail checks",
    "outbox/apis/mailgun.py": "adds a check of the request to anymail's",
    "config/navigation.py": "Django's context processors take a request",
}
_HTTP = ("django.http", "django.shortcuts", "django.views")


def _imports(path):
    for node in ast.walk(source.tree(path)):
        if isinstance(node, ast.ImportFrom):
            yield node.module or ""
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def _may_speak(path):
    inside = path.relative_to(source.PACKAGE)
    names = {part.removesuffix(".py") for part in inside.parts[1:]}
    return (
        not names.isdisjoint({"views", "urls", "forms", "middleware", "admin"})
        or inside.parts[0] in SPEAKERS
        or inside.as_posix() in SPEAKERS
        or inside.name.endswith("_urls.py")
    )


def _models(path):
    for node in ast.walk(source.tree(path)):
        if isinstance(node, ast.ClassDef):
            bases = [ast.unparse(base) for base in node.bases]
            if any(base.endswith(("models.Model", "AbstractBaseUser")) for base in bases):
                yield node


def test_only_views_and_their_neighbours_speak_http():
    speaking = {
        source.named(path)
        for path in source.modules()
        if not _may_speak(path) and any(name.startswith(_HTTP) for name in _imports(path))
    }

    assert speaking == set(), "a verb takes values, not a request"


def test_each_file_says_why_it_exists():
    silent = [
        source.named(path)
        for path in source.programs()
        if source.text(path).strip() and not ast.get_docstring(source.tree(path))
    ]

    assert [
        name for name in silent if "/management/" not in name or "__init__" not in name
    ] == []


def test_each_model_says_what_one_row_is():
    silent = [
        (source.named(path), node.name)
        for path in source.modules()
        for node in _models(path)
        if not ast.get_docstring(node)
    ]

    assert silent == []


def test_no_model_orders_its_rows_unasked():
    ordered = [
        source.named(path)
        for path in source.modules()
        for node in ast.walk(source.tree(path))
        if isinstance(node, ast.ClassDef)
        and node.name == "Meta"
        and any(
            isinstance(line, ast.Assign) and ast.unparse(line.targets[0]) == "ordering"
            for line in node.body
        )
    ]

    assert ordered == []


def test_each_constraint_says_whose_promise_it_is(models):
    strange = [
        (model._meta.label, constraint.name)
        for model in models
        for constraint in model._meta.constraints
        if not constraint.name.startswith(f"{model._meta.app_label}_")
    ]

    assert strange == []


def test_what_is_left_to_do_names_its_issue():
    loose = [
        f"{source.named(path)}:{number}"
        for path in source.modules()
        for number, line in enumerate(source.text(path).splitlines(), 1)
        if re.search(r"\b(TODO|FIXME|XXX)\b", line) and not re.search(r"#\d+|issue \d+", line)
    ]

    assert loose == []
