from __future__ import annotations

import pytest

from ldmjira.sandbox.jql import RESERVED_WORDS, JqlError
from ldmjira.sandbox.jql.syntax import parse

from .conftest import compiled

_OPERATORS = (
    "The valid operators are '=', '!=', '<', '>', '<=', '>=', '~', '!~', "
    "'IN', 'NOT IN', 'IS' and 'IS NOT'."
)
_ESCAPES = (
    r"The valid escape sequences are \', \", \t, \n, \r, \\, '\ ' and \uXXXX."
)
_END = (
    "Expecting either a value, list or function before the end of the query."
)


def _value(got: str, place: int) -> str:
    return (
        f"Expecting either a value, list or function but got '{got}'. You "
        f"must surround '{got}' in quotation marks to use it as a value. "
        f"(line 1, character {place})"
    )


def _field(got: str, place: int) -> str:
    return (
        f"Expecting a field name but got '{got}'. You must surround '{got}' "
        "in quotation marks to use it as a field name. "
        f"(line 1, character {place})"
    )


@pytest.mark.parametrize(
    ("jql", "message"),
    [
        (
            "comment ~ 'test",
            (
                "The quoted string 'test' has not been completed. "
                "(line 1, character 11)"
            ),
        ),
        (
            'priority="test\nword',
            (
                "The quoted string 'test word' has not been completed. "
                "(line 1, character 10)"
            ),
        ),
        (
            "comment ~ '",
            "The quoted string has not been completed. (line 1, character 11)",
        ),
        (
            "comme\\unt ~ 'test'",
            (
                f"'\\un' is an illegal JQL escape sequence. {_ESCAPES} "
                "(line 1, character 6)"
            ),
        ),
        (
            "summary ~ 'a\\-b'",
            (
                f"'\\-' is an illegal JQL escape sequence. {_ESCAPES} "
                "(line 1, character 13)"
            ),
        ),
        (
            "status = \\",
            (
                f"The escape sequence has not been completed. {_ESCAPES} "
                "(line 1, character 10)"
            ),
        ),
        (
            "mine{www = qwwr",
            (
                "The character '{' is a reserved JQL character. You must "
                "enclose it in a string or use the escape '\\u007b' instead. "
                "(line 1, character 5)"
            ),
        ),
        (
            'a = "b\x7f"',
            (
                "The character 'U+007F' on line 1 at position 7 must be "
                "escaped. Use the escape '\\u007f' instead. (line 1, "
                "character 7)"
            ),
        ),
        (
            'a = "b\tc"',
            (
                "The character 'U+0009' on line 1 at position 7 must be "
                "escaped. Use the escape '\\u0009' instead. (line 1, "
                "character 7)"
            ),
        ),
        (
            "a = 9223372036854775808",
            (
                "'9223372036854775808' is not a valid number. Numbers must be "
                "between -9,223,372,036,854,775,808 and "
                "9,223,372,036,854,775,807. (line 1, character 5)"
            ),
        ),
        ("a = b order", "Expecting 'by' before the end of the query."),
        (
            "a = b order key",
            "Expecting 'by' but got 'key'. (line 1, character 13)",
        ),
        (
            "a = b order by",
            "Expecting a field name at the end of the query.",
        ),
        ("a = b order by asc", _field("asc", 16)),
        (
            "a = b order by c up",
            (
                "Expecting either 'ASC' or 'DESC' but got 'up'. "
                "(line 1, character 18)"
            ),
        ),
        (
            "order by a desc d",
            "Expecting ',' but got 'd'. (line 1, character 17)",
        ),
        ("'' = c", "A field name cannot be empty. (line 1, character 1)"),
        ("a = ''()", "A function name cannot be empty. (line 1, character 5)"),
        (
            "a",
            f"Expecting operator before the end of the query. {_OPERATORS}",
        ),
        (
            "a blah",
            (
                f"Expecting operator but got 'blah'. {_OPERATORS} "
                "(line 1, character 3)"
            ),
        ),
        (
            "j not is empty",
            "Expecting 'IN' but got 'is'. (line 1, character 7)",
        ),
        (
            "j is ! empty",
            "Expecting 'NOT' but got '!'. (line 1, character 6)",
        ),
        ("cf", "Expecting '[' before the end of the query."),
        (
            "cf[",
            (
                "Expecting a custom field id (a positive number) before the "
                "end of the query."
            ),
        ),
        (
            "cf[-1] = 2",
            (
                "Expecting a custom field id (a positive number) but got "
                "'-1'. (line 1, character 4)"
            ),
        ),
        ("cf[29829", "Expecting ']' before the end of the query."),
        (
            "[brenden] = a",
            (
                "Expecting a field name but got '['. Did you mean 'cf['? "
                "(line 1, character 1)"
            ),
        ),
        ("a = func(", "Expecting ')' before the end of the query."),
        (
            "a = func(, b)",
            "Expecting ')' but got ','. (line 1, character 10)",
        ),
        (
            "a = func(b,)",
            "Function argument must be specified. (line 1, character 12)",
        ),
        (
            "a = func(b,",
            "Expecting a function argument at the end of the query.",
        ),
        (
            "a = func(b c)",
            "Expecting ')' or ',' but got 'c'. (line 1, character 12)",
        ),
        ("(a = b and c = d", "Expecting ')' before the end of the query."),
        ("a in (b, c", "Expecting ')' before the end of the query."),
        ("a =", _END),
        ("a in (b,", _END),
        ("a = !", _value("!", 5)),
        ("a in ()", _value(")", 7)),
        ("a = (b, (, c))", _value(",", 10)),
        ("a = In", _value("In", 5)),
        (
            "a = b c = d",
            (
                "Expecting either 'OR' or 'AND' but got 'c'. "
                "(line 1, character 7)"
            ),
        ),
        (
            "a = b)",
            (
                "Expecting either 'OR' or 'AND' but got ')'. "
                "(line 1, character 6)"
            ),
        ),
        ("a = b and", "Expecting a field name at the end of the query."),
        (", a = b", _field(",", 1)),
        (
            "a = b\nand c = @",
            (
                "The character '@' is a reserved JQL character. You must "
                "enclose it in a string or use the escape '\\u0040' instead. "
                "(line 2, character 9)"
            ),
        ),
        (
            "status was Done",
            (
                "The operator 'was' is not supported by the sandbox: it "
                "cannot search histories. (line 1, character 8)"
            ),
        ),
        (
            "status CHANGED",
            (
                "The operator 'CHANGED' is not supported by the sandbox: it "
                "cannot search histories. (line 1, character 8)"
            ),
        ),
    ],
)
def test_unreadable_query_is_refused(jql: str, message: str) -> None:
    with pytest.raises(JqlError) as caught:
        parse(jql)
    assert caught.value.messages == [f"Error in the JQL Query: {message}"]


@pytest.mark.parametrize(
    ("jql", "message"),
    [
        (
            "universe = 42",
            (
                "Field 'universe' does not exist or you do not have "
                "permission to view it."
            ),
        ),
        (
            "cf[99999] = 42",
            (
                "Field 'cf[99999]' does not exist or you do not have "
                "permission to view it."
            ),
        ),
        (
            "summary = test",
            "The operator '=' is not supported by the 'summary' field.",
        ),
        (
            "summary in (test)",
            "The operator 'in' is not supported by the 'summary' field.",
        ),
        (
            "summary in test",
            (
                "Operator 'in' does not support the non-list value '\"test\"' "
                "for field 'summary'."
            ),
        ),
        (
            "status = (Done, 3)",
            (
                "Operator '=' does not support the list value '(\"Done\", 3)' "
                "for field 'status'."
            ),
        ),
        (
            "assignee in currentUser()",
            (
                "Operator 'in' does not support the non-list value "
                "'currentUser()' for field 'assignee'."
            ),
        ),
        (
            "key = linkedIssues(DM-9)",
            (
                "Operator '=' does not support the list value "
                "'linkedIssues(DM-9)' for field 'key'."
            ),
        ),
        (
            "status ~ Done",
            "The operator '~' is not supported by the 'status' field.",
        ),
        (
            "status > Done",
            "The operator '>' is not supported by the 'status' field.",
        ),
        (
            "comment is empty",
            "The operator 'is' is not supported by the 'comment' field.",
        ),
        (
            "text ~ EMPTY",
            "The field 'text' does not support searching for EMPTY values.",
        ),
        (
            "status is Done",
            (
                "Operator 'is' does not support searching for non-empty "
                "values for field 'status'."
            ),
        ),
        (
            "created > EMPTY",
            (
                "Operator '>' does not support the empty value representation "
                "'EMPTY' for field 'created'."
            ),
        ),
        (
            "project = NOPE",
            "The value 'NOPE' does not exist for the field 'project'.",
        ),
        (
            "project = 666",
            "A value with ID '666' does not exist for the field 'project'.",
        ),
        (
            "Sub-Component = Nope",
            "The option 'Nope' for field 'Sub-Component' does not exist.",
        ),
        ("key = abc", "The issue key 'abc' for field 'key' is invalid."),
        (
            "issue = '10000'",
            "The issue key '10000' for field 'issue' is invalid.",
        ),
        (
            "'Story Points' = many",
            (
                "The value 'many' for field 'Story Points' is invalid - "
                "please specify a number."
            ),
        ),
        (
            "created > yesterday",
            (
                "Date value 'yesterday' for field 'created' is invalid. Valid "
                "formats include: 'yyyy/MM/dd HH:mm', 'yyyy-MM-dd HH:mm', "
                "'yyyy/MM/dd', 'yyyy-MM-dd', or a period format e.g. '-5d', "
                "'4w 2d'."
            ),
        ),
        (
            "due > '2025-02-35'",
            (
                "Date value '2025-02-35' for field 'due' is invalid. Valid "
                "formats include: 'YYYY/MM/DD', 'YYYY-MM-DD', or a period "
                "format e.g. '-5d', '4w 2d'."
            ),
        ),
        (
            "created > startOfDay(soon)",
            (
                "Duration for function 'startOfDay' should have the format "
                "(+/-)n(yMwdm), e.g -1M for 1 month earlier."
            ),
        ),
        (
            "created > now(1)",
            "Function 'now' expected '0' arguments but received '1'.",
        ),
        (
            "assignee in membersOf(devs)",
            "Unable to find JQL function 'membersOf(devs)'.",
        ),
        (
            "assignee in (membersOf(devs))",
            "Unable to find JQL function 'membersOf(devs)'.",
        ),
        ("created > bogus()", "Unable to find JQL function 'bogus()'."),
        (
            "status = currentUser()",
            (
                "A value provided by the function 'currentUser' is invalid "
                "for the field 'status'."
            ),
        ),
        (
            "issue in linkedIssues(DM-9, 'eats')",
            (
                "Issue link type 'eats' could not be found in function "
                "'linkedIssues'."
            ),
        ),
        (
            "issueLinkType = eats",
            "The value 'eats' does not exist for the field 'issueLinkType'.",
        ),
        (
            "summary ~ ''",
            (
                "The field 'summary' does not support searching for an empty "
                "string."
            ),
        ),
        (
            "summary ~ '*x'",
            (
                "The text query '*x' for field 'summary' is not allowed to "
                "start with '*'."
            ),
        ),
        (
            "summary ~ 'a \\\"b'",
            "Unable to parse the text 'a \"b' for field 'summary'.",
        ),
        ("order by text", "Not able to sort using field 'text'."),
        ("order by bogus", "Not able to sort using field 'bogus'."),
    ],
)
def test_meaningless_query_is_refused(jql: str, message: str) -> None:
    with pytest.raises(JqlError) as caught:
        compiled(jql)
    assert caught.value.messages == [message]


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(JqlError) as caught:
        compiled("foo = 1 and (bar = 2 or not project = NOPE)")
    assert caught.value.messages == [
        "Field 'foo' does not exist or you do not have permission to view it.",
        "Field 'bar' does not exist or you do not have permission to view it.",
        "The value 'NOPE' does not exist for the field 'project'.",
    ]


@pytest.mark.parametrize("word", sorted(RESERVED_WORDS - {"empty", "null"}))
def test_reserved_word_must_be_quoted(word: str) -> None:
    with pytest.raises(JqlError):
        parse(f"summary ~ {word} order by key")
    assert parse(f'summary ~ "{word}"').where is not None


def test_cloud_sorts_by_seven_fields_at_most() -> None:
    names = ("key", "created", "updated", "status", "project", "due", "type")
    seven = "project = DM order by " + ", ".join(names)
    compiled(seven)
    with pytest.raises(JqlError, match="maximum of 7"):
        compiled(f"{seven}, labels")
    compiled(f"{seven}, labels", deployment="datacenter")


def test_endless_nesting_is_refused() -> None:
    deep = "key = DM-9"
    for _ in range(500):
        deep = f"key = DM-9 or (key = DM-10 and ({deep}))"
    with pytest.raises(JqlError, match="nested"):
        compiled(deep)
