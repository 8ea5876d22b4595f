"""Commands of LaTeX that may stand in a title, and what they mean."""

from __future__ import annotations

from typing import Final

__all__ = ["ACCENTS", "DROPPED", "SECOND", "SPACES", "SYMBOLS", "TRANSPARENT"]

SYMBOLS: Final = {
    "textasciitilde": "~",
    "textasciicircum": "^",
    "textbackslash": "\\",
    "textless": "<",
    "textgreater": ">",
    "textbar": "|",
    "textunderscore": "_",
    "textquotesingle": "'",
    "textquotedbl": '"',
    "textendash": "\N{EN DASH}",
    "textemdash": "—",
    "textellipsis": "…",
    "ldots": "…",
    "dots": "…",
    "textdegree": "°",
    "degree": "°",
    "textmu": "µ",
    "mu": "µ",
    "textregistered": "®",
    "texttrademark": "™",
    "times": "\N{MULTIPLICATION SIGN}",
    "pm": "±",
    "sim": "~",
    "approx": "≈",
    "leq": "≤",
    "le": "≤",
    "geq": "≥",
    "ge": "≥",
    "to": "→",
    "rightarrow": "→",
    "S": "§",
    "ss": "ß",
    "ae": "æ",
    "AE": "Æ",
    "oe": "œ",
    "o": "ø",
    "O": "Ø",
    "l": "ł",
    "L": "Ł",
    "aa": "å",
    "AA": "Å",
    "i": "\N{LATIN SMALL LETTER DOTLESS I}",
    "LaTeX": "LaTeX",
    "TeX": "TeX",
    "lbrace": "{",
    "rbrace": "}",
}
ACCENTS: Final = {
    "`": "\u0300",
    "'": "\u0301",
    "^": "\u0302",
    "~": "\u0303",
    "=": "\u0304",
    "u": "\u0306",
    ".": "\u0307",
    '"': "\u0308",
    "r": "\u030a",
    "H": "\u030b",
    "v": "\u030c",
    "c": "\u0327",
    "k": "\u0328",
}
_SPACES: Final = """
par newline linebreak quad qquad space enspace thinspace hfill
"""
_TRANSPARENT: Final = """
textit textbf texttt textsc textsf textrm textup textsl textnormal textmd
emph underline mbox hbox text url path nolinkurl ensuremath
mathrm mathit mathbf mathsf mathtt textsuperscript textsubscript
citeds citedsp citep citet cite jira product gls acr ac secref figref
bfseries itshape ttfamily sffamily rmfamily em it bf tt rm sc sl
small normalsize footnotesize scriptsize large Large
newpage clearpage cleardoublepage pagebreak nopagebreak nolinebreak
bigskip medskip smallskip vfill noindent centering raggedright sloppy
protect xspace relax maketitle tableofcontents phantomsection footnotemark
left right itemsep
"""
_ONE_ARGUMENT: Final = """
label index footnote footnotetext marginpar vspace hspace includegraphics
begin end phantom color thispagestyle pagestyle enlargethispage needspace
input include
"""
_TWO_ARGUMENTS: Final = """
setlength addtolength setcounter addtocounter
"""

SPACES: Final = frozenset(_SPACES.split())
"""Commands that stand for a blank."""

TRANSPARENT: Final = frozenset(_TRANSPARENT.split())
"""Commands that only form the text, or the page: words inside are kept."""

DROPPED: Final = dict.fromkeys(_ONE_ARGUMENT.split(), 1) | dict.fromkeys(
    _TWO_ARGUMENTS.split(), 2
)
"""Commands that go with their arguments, and how many these are."""

SECOND: Final = frozenset({"href", "textcolor", "texorpdfstring"})
"""Commands of which only the second argument is text."""
