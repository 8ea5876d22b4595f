"""The word search behind ``~``: words, phrases, wildcards.

As in Jira's, all words must be there, in any order; a phrase in quotes, or a
word with punctuation in it, stands as it is; ``*`` and ``?`` stand for
letters; ``-word`` must be absent. Backslashes before special characters are
ignored, like the characters themselves. There is no stemming.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from .errors import JqlError

__all__ = ["text_matcher"]

_WORD = re.compile(r"\w+(?:[.']\w+)*")
_PATTERN_WORD = re.compile(r"[\w*?]+(?:[.'][\w*?]+)*")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_CHUNK = re.compile(
    r'(?P<sign>[+-]?)(?:"(?P<phrase>[^"]*)"(?:~\d+)?|(?P<word>[^\s"]+))'
)
_SPECIAL = str.maketrans(dict.fromkeys('+-&|!(){}[]^~*?:/\\"', " "))


def text_matcher(query: str, *, field: str) -> Callable[[str], bool]:
    """Compile the right-hand side of ``~``.

    Parameters
    ----------
    query
        What is looked for.
    field
        Name of the field, for messages.

    Raises
    ------
    JqlError
        If there is nothing to look for, or it begins with a wildcard.
    """
    if not query.strip():
        raise JqlError(
            f"The field '{field}' does not support searching for an empty "
            "string."
        )
    if query.lstrip()[0] in "*?":
        raise JqlError(
            f"The text query '{query}' for field '{field}' is not allowed to "
            f"start with '{query.lstrip()[0]}'."
        )
    plain = _ESCAPED.sub(lambda found: found[1].translate(_SPECIAL), query)
    if plain.count('"') % 2:
        raise JqlError(
            f"Unable to parse the text '{query}' for field '{field}'."
        )
    groups = [_needs(part) for part in re.split(r"\sOR\s", plain)]
    return lambda text: any(_found(group, text) for group in groups)


Need = tuple[bool, list[re.Pattern[str] | str]]


def _needs(part: str) -> list[Need]:
    """Return what must, or must not, be there."""
    needs: list[Need] = []
    negate = False
    for chunk in _CHUNK.finditer(part):
        word = chunk["word"]
        if word in {"AND", "NOT"}:
            negate = word == "NOT"
            continue
        if word is None:
            found = _WORD.findall(chunk["phrase"].lower())
        else:
            found = _PATTERN_WORD.findall(word.lower())
        wanted = [_pattern(item) for item in found if item.strip("*?")]
        if wanted:
            needs.append((chunk["sign"] != "-" and not negate, wanted))
        negate = False
    return needs


def _pattern(word: str) -> re.Pattern[str] | str:
    if "*" not in word and "?" not in word:
        return word
    return re.compile(
        re.escape(word).replace(r"\*", ".*").replace(r"\?", "."), re.DOTALL
    )


def _found(needs: list[Need], text: str) -> bool:
    """Whether a text satisfies all needs."""
    lowered = text.lower()
    words: list[str] | None = None
    for must, phrase in needs:
        # Looking for the letters first spares most texts from being cut.
        present = all(
            part in lowered for part in phrase if isinstance(part, str)
        )
        if present:
            if words is None:
                words = _WORD.findall(lowered)
            present = _has_phrase(phrase, words)
        if present != must:
            return False
    return bool(needs)


def _has_phrase(phrase: list[re.Pattern[str] | str], words: list[str]) -> bool:
    """Whether the words of a phrase follow one another."""
    last = len(words) - len(phrase)
    return any(
        all(
            part == words[start + offset]
            if isinstance(part, str)
            else part.fullmatch(words[start + offset])
            for offset, part in enumerate(phrase)
        )
        for start in range(last + 1)
    )
