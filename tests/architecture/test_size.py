"""Files and functions are of a size that a person reads at once."""

import ast
import statistics

from tests.architecture import source

LONGEST_FILE, USUAL_FILE = 400, 200
LONGEST_FUNCTION, USUAL_FUNCTION = 60, 25
LONGEST_STORY = 100  # a test that walks through pages reads as one story


def _lines(path):
    return len(source.text(path).splitlines())


def _functions(paths):
    for path in paths:
        for node in ast.walk(source.tree(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield path, node.name, (node.end_lineno or 0) - node.lineno + 1


def _nine_in_ten(numbers):
    return statistics.quantiles(numbers, n=10)[-1]


def test_no_file_is_longer_than_a_person_reads():
    long = {source.named(path): _lines(path) for path in source.programs()}

    assert {name: lines for name, lines in long.items() if lines > LONGEST_FILE} == {}


def test_nine_files_in_ten_are_short():
    assert _nine_in_ten([_lines(path) for path in source.modules()]) <= USUAL_FILE


def test_no_function_is_longer_than_a_screen():
    long = [
        (source.named(path), name, lines)
        for path, name, lines in _functions(source.programs())
        if lines > (LONGEST_STORY if "tests" in path.parts else LONGEST_FUNCTION)
    ]

    assert long == []


def test_nine_functions_in_ten_are_short():
    lines = [lines for _, _, lines in _functions(source.modules())]

    assert _nine_in_ten(lines) <= USUAL_FUNCTION
