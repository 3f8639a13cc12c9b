"""Every change that a member makes knows its maker: else no audit row could name them."""

import ast

from tests.architecture import source

# Pages that take a POST and change nothing that the audit trail is about.
NO_CHANGE = {
    "automations/views/running.py:dry_run": "tells what would happen, keeps nothing",
    "dashboard/views/states.py:count": "what the clock does too",
    "dashboard/views/duplicates.py:pair": "looks two people up, changes neither",
    "dashboard/views/imports.py:match": "what each column is; starting the import is recorded",
    "dashboard/views/previews.py:preview_screen": "shows what is typed, keeps nothing",
    "dashboard/views/supporters.py:search": "words to look for, in the session",
    "evidence/desk/views/articles.py:read": "shows what is in an article, keeps nothing",
    "evidence/views/library.py:enter_article": "a form filled with it; saving it is recorded",
    "mailings/views/blocks.py:preview": "shows what is typed, keeps nothing",
    "mailings/views/looking.py:search": "words to look for, in the session",
    "mailings/views/writing.py:preview": "shows what is typed, keeps nothing",
    "mailings/views/writing.py:count": "counts, keeps nothing",
}


def _functions(path):
    """By how the module calls them: its own, and those of its neighbours in the folder."""
    own = _own(path)
    beside = {
        f"{other.stem}.{name}": function
        for other in path.parent.glob("*.py") if other != path
        for name, function in _own(other).items()
    }  # fmt: skip
    return beside | own


def _own(path):
    body = source.tree(path).body
    return {node.name: node for node in body if isinstance(node, ast.FunctionDef)}


def _is_changing(function):
    """A page of the dashboard that takes a POST."""
    words = [ast.unparse(decorator) for decorator in function.decorator_list]
    is_page = any(word.startswith("permission(") for word in words)
    return is_page and any("POST" in word or "require_post" in word for word in words)


def _names_its_maker(function, functions, seen):
    for node in ast.walk(function):
        if isinstance(node, ast.Attribute) and node.attr == "actor":
            return True
        called = ast.unparse(node) if isinstance(node, ast.Name | ast.Attribute) else ""
        if called in functions and called not in seen:
            seen.add(called)
            if _names_its_maker(functions[called], functions, seen):
                return True
    return False


def _pages():
    """Every page that takes a POST, and whether it passes on who asks."""
    for path in source.modules():
        functions = _functions(path)
        for name, function in _own(path).items():
            if _is_changing(function):
                page = f"{path.relative_to(source.PACKAGE).as_posix()}:{name}"
                yield page, _names_its_maker(function, functions, {name})


def test_every_page_that_changes_something_passes_on_who_asks():
    pages = dict(_pages())

    assert len(pages) > 60
    assert {page for page, is_named in pages.items() if not is_named} == set(NO_CHANGE)


def test_no_verb_forgets_who_asked():
    forgetful = [
        f"{source.room(path)}: {function.name}"
        for path in source.modules()
        for function in ast.walk(source.tree(path))
        if isinstance(function, ast.FunctionDef) and _takes_by(function)
        if not any(isinstance(n, ast.Name) and n.id == "by" for n in _inside(function))
    ]

    assert forgetful == []


def _takes_by(function):
    return any(argument.arg == "by" for argument in function.args.kwonlyargs)


def _inside(function):
    return (node for line in function.body for node in ast.walk(line))
