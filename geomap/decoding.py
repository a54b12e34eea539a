"""Bytes of a file to text: UTF-8, UTF-16 and UTF-32 with a byte order mark, and windows-1256 where it gives Arabic."""

from __future__ import annotations

import codecs
import re

from geomap.errors import ArticleError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_COMMON = re.compile(r"(?<!\w)(?:في|من|على|الى|إلى|ان|أن|عن|مع|هذا|التي|الذي|و\w+|ال\w+)(?!\w)")
_META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{3,20})", re.IGNORECASE)


def decode(data: bytes, *, html: bool = False) -> str:
    """The text of `data`, its byte order mark left out.

    Raises `ArticleError` with the reason when it is binary or in none of the encodings that are read. With `html` a
    page's own charset is honoured.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return _checked(data[len(mark) :].decode(encoding))
            except UnicodeDecodeError as error:
                raise ArticleError(f"is marked as {encoding} but is not: {error.reason}; save it as UTF-8") from None
    if b"\x00" in data:
        raise ArticleError("is a binary file, not text")
    try:
        return _checked(data.decode("utf-8"))
    except UnicodeDecodeError:
        pass
    declared = _META.search(data[:4096]) if html else None
    if declared is not None:
        try:
            return _checked(data.decode(declared[1].decode("ascii")))
        except (LookupError, UnicodeDecodeError):
            pass
    return _checked(_undeclared(data))


def _undeclared(data: bytes) -> str:
    mended = data.decode("utf-8", errors="replace")
    if mended.count("\ufffd") * 200 < len(mended):
        return mended  # UTF-8 with a few broken bytes, as copied or cut texts have
    text = data.decode("windows-1256")
    letters = sum(c.isalpha() for c in text)
    arabic = sum("\u0600" <= c <= "\u06ff" for c in text)
    # UTF-8 read as windows-1256 is Arabic too, but every other letter is ط or ظ.
    broken = text.count("ط") + text.count("ظ")
    if arabic * 2 > letters and broken * 5 < arabic and len(_COMMON.findall(text)) * 12 > len(text.split()):
        return text
    if arabic == 0 and sum(byte > 0x7F for byte in data) * 12 < len(data):
        return data.decode("windows-1252", errors="replace")  # English with curly quotes or accents
    raise ArticleError("is neither UTF-8, UTF-16 nor windows-1256 text; save it as UTF-8")


def _checked(text: str) -> str:
    if len(_CONTROL.findall(text)) * 100 > len(text):
        raise ArticleError("is a binary file, not text")
    return text
