"""What stands on the right of an operator, and what is wrong with it."""

from __future__ import annotations

from .dates import DATE_FUNCTIONS
from .errors import JqlError
from .fields import FieldDef
from .syntax import Clause, Function, Literal, Operand

__all__ = ["bad_function", "literal_of", "no_value"]


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


def bad_function(clause: Clause, call: Function) -> JqlError:
    """Refuse a function: there is none, or not for this field."""
    known = {"currentuser", "linkedissues", *DATE_FUNCTIONS}
    if call.name.lower() not in known:
        return JqlError(f"Unable to find JQL function '{call}'.")
    return JqlError(
        f"A value provided by the function '{call.name}' is invalid for the "
        f"field '{clause.field}'."
    )
