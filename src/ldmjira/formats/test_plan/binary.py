"""DOCX and PDF: through pandoc and Typst, which come as wheels."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Final

from ldmjira.exceptions import UsageError

__all__ = ["to_docx", "to_pdf"]

_INSTALL: Final = "run `pip install 'ldmjira[documents]'`"
_HINT: Final = f"R{_INSTALL[1:]}."
_TIMEOUT: Final = 60
_MEMORY: Final = 4 * 1024**3
_PROXIES: Final = ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy")
_NOWHERE: Final = "http://127.0.0.1:9"
_EPOCH: Final = "315619200"
"""1980-01-02: the same bytes for the same document."""

_BORDERS: Final = (
    "<w:tblBorders>"
    + "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="A6B0BD"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    + "</w:tblBorders>"
)


def to_pdf(source: str) -> bytes:
    """Set a Typst source.

    Parameters
    ----------
    source
        Typst, all text in string literals.

    Returns
    -------
    bytes
        The PDF; the same for the same source.

    Raises
    ------
    UsageError
        If Typst is not installed, or the source (of a user's template)
        has a fault.
    """
    try:
        import typst  # noqa: F401, PLC0415
    except ImportError:
        raise UsageError(f"A PDF needs Typst: {_INSTALL}", hint="") from None
    # An empty folder for a root: the source can read no file. A process of
    # its own, without a net: a template may loop, or want a package.
    with tempfile.TemporaryDirectory(prefix="ldmjira-") as folder:
        path = Path(folder) / "plan.typ"
        path.write_text(source, encoding="utf-8")
        try:
            done = subprocess.run(  # noqa: S603  (our own module, no shell)
                [sys.executable, "-P", "-B", "-m", __name__, str(path)],
                capture_output=True,
                check=False,
                env={**os.environ, **dict.fromkeys(_PROXIES, _NOWHERE)},
                timeout=_TIMEOUT,
            )
        except subprocess.TimeoutExpired:
            raise UsageError(
                f"Typst was stopped after {_TIMEOUT} seconds",
                hint="Look for a loop in the template.",
            ) from None
        if done.returncode != 0:
            said = done.stdout.decode("utf-8", "replace").strip()
            raise UsageError(
                "Typst cannot set the document: "
                + (said or "it wants too much memory"),
                hint="Mend the template that --template names.",
            )
        return path.with_suffix(".pdf").read_bytes()


def _set(path: Path) -> int:
    """Set a source in this process, and leave the PDF beside it."""
    import typst  # noqa: PLC0415

    try:
        import resource  # noqa: PLC0415

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (ImportError, ValueError, OSError):
        pass  # not on this system: the time limit remains
    target = path.with_suffix(".pdf")
    try:
        typst.compile(str(path), output=str(target), root=str(path.parent))
    except (typst.TypstError, RuntimeError) as error:
        first = str(error).strip().splitlines() or ["unknown"]
        sys.stdout.buffer.write(first[0].encode())
        return 1
    return 0


def to_docx(page: str) -> bytes:
    """Turn an HTML page into a DOCX document.

    Parameters
    ----------
    page
        A page of ours.

    Returns
    -------
    bytes
        The document; the same for the same page.

    Raises
    ------
    UsageError
        If pandoc is not installed, or fails.
    """
    try:
        import pypandoc  # noqa: PLC0415

        program = pypandoc.get_pandoc_path()
    except (ImportError, OSError):
        raise UsageError(f"DOCX needs pandoc: {_INSTALL}", hint="") from None
    with tempfile.TemporaryDirectory(prefix="ldmjira-") as folder:
        path = Path(folder) / "plan.docx"
        try:
            done = subprocess.run(  # noqa: S603  (a list, and no shell)
                [
                    program,
                    "--sandbox",
                    "--from=html",
                    "--to=docx",
                    "--shift-heading-level-by=-1",
                    f"--output={path}",
                ],
                input=_prepared(page).encode(),
                capture_output=True,
                check=False,
                cwd=folder,
                env={**os.environ, "SOURCE_DATE_EPOCH": _EPOCH},
                timeout=_TIMEOUT,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise UsageError(f"pandoc failed: {error}", hint=_HINT) from None
        if done.returncode != 0:
            said = done.stderr.decode("utf-8", "replace").strip()
            raise UsageError(f"pandoc failed: {said}", hint=_HINT)
        return _styled(path.read_bytes())


def _prepared(page: str) -> str:
    """Leave out the contents, which Word makes itself; colour what is open."""
    page = re.sub(r"<nav .*?</nav>", "", page, count=1, flags=re.DOTALL)
    return page.replace(
        '<p class="todo"><strong>TODO</strong>',
        '<p class="todo"><mark><strong>TODO</strong></mark>',
    )


def _styled(document: bytes) -> bytes:
    """Give tables lines and small letters, pages narrower margins."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(document)) as source,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            data = source.read(name)
            if name == "word/styles.xml":
                data = _with_borders(data.decode()).encode()
            elif name == "word/document.xml":
                data = _with_margins(data.decode()).encode()
            entry = zipfile.ZipInfo(name, (1980, 1, 2, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, data)
    return made.getvalue()


def _with_borders(styles: str) -> str:
    """Lines around cells, a bold first row, small letters in cells."""
    before, mark, style = styles.partition('w:styleId="Table"')
    style = style.replace("<w:tblCellMar>", f"{_BORDERS}<w:tblCellMar>", 1)
    style = style.replace(
        '<w:tblStylePr w:type="firstRow">',
        '<w:tblStylePr w:type="firstRow"><w:rPr><w:b /></w:rPr>',
        1,
    )
    styles = before + mark + style
    before, mark, style = styles.partition('w:styleId="Compact"')
    small = '<w:rPr><w:sz w:val="18" /><w:szCs w:val="18" /></w:rPr>'
    return before + mark + style.replace("</w:style>", f"{small}</w:style>", 1)


def _with_margins(body: str) -> str:
    margins = (
        '<w:sectPr><w:pgSz w:w="12240" w:h="15840"/><w:pgMar w:top="1134" '
        'w:right="1021" w:bottom="1134" w:left="1021" w:header="567" '
        'w:footer="567" w:gutter="0"/>'
    )
    return re.sub(
        r"<w:sectPr\s*/>|<w:sectPr>",
        lambda found: (
            f"{margins}</w:sectPr>" if found[0].endswith("/>") else margins
        ),
        body,
    )


if __name__ == "__main__":
    raise SystemExit(_set(Path(sys.argv[1])))
