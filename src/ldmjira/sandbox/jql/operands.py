"""What stands on the right of an operator, and what is wrong with it."""

from __future__ import annotations

from .dates import DATE_FUNCTIONS
from .errors import JqlError
from .fields import FieldDef
from .syntax import Clause, Function, Literal, Operand

__all__ = ["bad_function", "is_known", "literal_of", "no_value"]

_FUNCTIONS = frozenset({"currentuser", "linkedissues", *DATE_FUNCTIONS})


def no_value(found: FieldDef, clause: Clause, literal: Literal) -> str:
    """Say that a value does not exist."""
    if found.kind in {"option", "options"}:
        return (
            f"The option '{literal.text}' for field '{clause.field}' does not "
            "exist."
        )
    if literal.is_number:
        return (
            f"A value with ID '{literal.text}' does not exist for the field "
            f"'{clause.field}'."
        )
    return (
        f"The value '{literal.text}' does not exist for the field "
        f"'{clause.field}'."
    )


def literal_of(clause: Clause, value: Operand) -> Literal:
    """Insist on a plain value.

    Raises
    ------
    JqlError
        If it is a function or empty.
    """
    if isinstance(value, Literal):
        return value
    if isinstance(value, Function):
        raise bad_function(clause, value)
    raise JqlError(
        f"The field '{clause.field}' does not support searching for EMPTY "
        "values."
    )


def is_known(operand: Operand) -> bool:
    """Whether an operand is no function, or one that there is."""
    return (
        not isinstance(operand, Function) or operand.name.lower() in _FUNCTIONS
    )


def bad_function(clause: Clause, call: Function) -> JqlError:
    """Refuse a function: there is none, or not for this field."""
    if not is_known(call):
        return JqlError(f"Unable to find JQL function '{call}'.")
    return JqlError(
        f"A value provided by the function '{call.name}' is invalid for the "
        f"field '{clause.field}'."
    )
