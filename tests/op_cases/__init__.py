"""Models of one op or two, to compare with Paddle's own numbers.

One module a family holds its table, ``CASES``. ``make_op_cases.py`` exports the table with Paddle
into ``tests/data/op_cases``; ``test_op_cases.py`` imports, compiles, runs and compares.
"""

import importlib
from pathlib import Path

from op_cases.case import Case

DATA = Path(__file__).parents[1] / "data" / "op_cases"


def families() -> list[str]:
    """Names of the families that have a table."""
    files = sorted(path.stem for path in Path(__file__).parent.glob("*.py"))
    return [name for name in files if name not in ("__init__", "case", "archive")]


def cases_of(family: str) -> list[Case]:
    """A family's table.

    Raises:
        ValueError: two cases have one name.
    """
    table: list[Case] = importlib.import_module(f"op_cases.{family}").CASES
    names = [case.name for case in table]
    for name in names:
        if names.count(name) > 1:
            raise ValueError(f"two {family} cases are called {name!r}")
    return table
