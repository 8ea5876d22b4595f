"""Say in Jira's words what the parser wanted and did not get."""

from __future__ import annotations

__all__ = ["complaint"]

_OPERATORS = (
    "The valid operators are '=', '!=', '<', '>', '<=', '>=', '~', '!~', "
    "'IN', 'NOT IN', 'IS' and 'IS NOT'."
)
_END = "before the end of the query."
_SINGLE = {
    "COMMA": ",",
    "BY": "by",
    "IN": "IN",
    "LBRACKET": "[",
    "RBRACKET": "]",
}
_STRINGS = frozenset({"STRING", "QUOTED", "POSNUMBER", "NEGNUMBER"})


def complaint(  # noqa: PLR0911 - one answer for each place
    wanted: set[str], got: str, kind: str, *, at_end: bool
) -> str:
    """Say what is wrong at a token.

    Parameters
    ----------
    wanted
        Kinds of token that could have stood there.
    got
        What stands there.
    kind
        Its kind.
    at_end
        Whether the query ends there.
    """
    if "EQUALS" in wanted:
        return _operator(got, kind, at_end=at_end)
    if "EMPTY" in wanted:
        return _operand(wanted, got, kind, at_end=at_end)
    if wanted & {"AND", "OR"} or wanted <= {"ORDER", "$END"}:
        if at_end:
            return _expecting(got, ")", at_end=True)
        return f"Expecting either 'OR' or 'AND' but got '{got}'."
    if "ASC" in wanted:
        return f"Expecting either 'ASC' or 'DESC' but got '{got}'."
    if {"COMMA", "RPAREN"} <= wanted:
        texts = (")",) if at_end else (")", ",")
        return _expecting(got, *texts, at_end=at_end)
    single = wanted - {"$END"}
    if len(single) == 1 and single <= _SINGLE.keys():
        return _expecting(got, _SINGLE[single.pop()], at_end=at_end)
    if wanted == {"POSNUMBER"}:
        end = _END if at_end else f"but got '{got}'."
        return f"Expecting a custom field id (a positive number) {end}"
    if wanted == _STRINGS or "RPAREN" in wanted:
        return _argument(wanted, got, kind, at_end=at_end)
    return _field(got, kind, at_end=at_end)


def _expecting(got: str, *texts: str, at_end: bool) -> str:
    shown = " or ".join(f"'{text}'" for text in texts)
    end = _END if at_end else f"but got '{got}'."
    return f"Expecting {shown} {end}"


def _operator(got: str, kind: str, *, at_end: bool) -> str:
    """Complain where an operator should stand."""
    if kind in {"WAS", "CHANGED"}:
        return (
            f"The operator '{got}' is not supported by the sandbox: it "
            "cannot search histories."
        )
    if at_end:
        return f"Expecting operator {_END} {_OPERATORS}"
    return f"Expecting operator but got '{got}'. {_OPERATORS}"


def _operand(wanted: set[str], got: str, kind: str, *, at_end: bool) -> str:
    """Complain where a value should stand."""
    if "NOT" in wanted and kind == "BANG":
        return _expecting(got, "NOT", at_end=False)
    if at_end:
        return f"Expecting either a value, list or function {_END}"
    return (
        f"Expecting either a value, list or function but got '{got}'. You "
        f"must surround '{got}' in quotation marks to use it as a value."
    )


def _field(got: str, kind: str, *, at_end: bool) -> str:
    """Complain where the name of a field should stand."""
    if at_end:
        return "Expecting a field name at the end of the query."
    if kind == "LBRACKET":
        return "Expecting a field name but got '['. Did you mean 'cf['?"
    return (
        f"Expecting a field name but got '{got}'. You must surround '{got}' "
        "in quotation marks to use it as a field name."
    )


def _argument(wanted: set[str], got: str, kind: str, *, at_end: bool) -> str:
    """Complain about the arguments of a function."""
    if at_end and "RPAREN" in wanted:
        return _expecting(got, ")", at_end=True)
    if at_end:
        return "Expecting a function argument at the end of the query."
    if kind == "COMMA" and "RPAREN" in wanted:
        return _expecting(got, ")", at_end=False)
    if kind in {"COMMA", "RPAREN"}:
        return "Function argument must be specified."
    return (
        f"Expecting a function argument but got '{got}'. You must surround "
        f"'{got}' in quotation marks to use it as an argument."
    )
