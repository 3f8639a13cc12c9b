"""What import-linter does not see: tables, migrations and templates point down as well."""

import ast
import re

from django.db.migrations.loader import MigrationLoader

from tests.architecture import source

_NAMES = re.compile(r"""\{%-?\s*(?:extends|include)\s+["']([^"']+)["']""")


def test_each_room_stands_on_a_floor():
    assert source.rooms() - set(source.floors()) == set()


def test_tables_point_only_at_rooms_below(models):
    upward = [
        f"{model._meta.label}.{field.name} → {field.related_model._meta.label}"
        for model in models
        for field in model._meta.get_fields()
        if field.is_relation
        and not field.auto_created
        and field.related_model
        and field.related_model._meta.app_label in source.floors()
        and not source.may_use(model._meta.app_label, field.related_model._meta.app_label)
    ]

    assert upward == []


def test_tables_point_at_other_rooms_by_name():
    """A string keeps the import out, so that a room can be read without its neighbours."""
    imported = [
        f"{source.named(path)}:{node.lineno}"
        for path in source.modules()
        for node in ast.walk(source.tree(path))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).endswith(
            (".ForeignKey", ".OneToOneField", ".ManyToManyField")
        )
        and ast.unparse(node.func).startswith("models.")
        and not _is_name(node.args[0], path)
    ]

    assert imported == []


def _is_name(target, path):
    if isinstance(target, ast.Constant):
        return True
    if ast.unparse(target) == "settings.AUTH_USER_MODEL":
        return True
    # A class of the same file may stand as itself.
    here = {node.name for node in source.tree(path).body if isinstance(node, ast.ClassDef)}
    return isinstance(target, ast.Name) and target.id in here


def test_migrations_wait_only_for_rooms_below():
    loader = MigrationLoader(None, ignore_no_migrations=True)
    upward = [
        f"{label}.{name} → {dependency[0]}"
        for (label, name), migration in loader.disk_migrations.items()
        for dependency in migration.dependencies
        if label in source.floors()
        and dependency[0] in source.floors()
        and not source.may_use(label, dependency[0])
    ]

    assert upward == []


def test_templates_build_only_on_rooms_below():
    upward = [
        f"{source.named(path)} → {name}"
        for path in source.templates()
        for name in _NAMES.findall(source.text(path))
        if name.split("/")[0] in source.floors()
        and not source.may_use(source.room(path), name.split("/")[0])
    ]

    assert upward == []
