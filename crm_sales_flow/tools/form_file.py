"""Files that a form of some website brings: which are taken, under which name and as what.

The kind is told by the end of the name and by nothing that the stranger claims; a browser gets the
file back as that kind. None is «octet-stream»: Odoo would guess by what is inside. Pages, programs
and documents with macros are not taken.
"""

from typing import NamedTuple

from .letter import clean

MAX_FILES, MAX_FILE, MAX_TOGETHER = 5, 10 * 1024 * 1024, 20 * 1024 * 1024
MAX_NAME = 120
KINDS = {
    "pdf": "application/pdf",
    "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xls": "application/vnd.ms-excel",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "rtf": "application/rtf",
    "txt": "text/plain",
    "csv": "text/csv",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "heic": "image/heic",
    "tif": "image/tiff",
    "tiff": "image/tiff",
    "dwg": "image/vnd.dwg",
    "dxf": "image/vnd.dxf",
    "step": "model/step",
    "stp": "model/step",
    "zip": "application/zip",
    "rar": "application/vnd.rar",
    "7z": "application/x-7z-compressed",
}


class FormFile(NamedTuple):
    name: str
    mimetype: str
    content: bytes


def read_files(given):
    """:param given: tuples of the field's name, the file's name and a stream of bytes.

    :return: list of :class:`FormFile` and, by field, what is wrong: "many", "big" or "kind".
    """
    files, errors, together = [], {}, 0
    for field, name, stream in given:
        content = stream.read(MAX_FILE + 1)
        if not content:
            continue  # a field that was left empty
        name = file_name(name)
        stem, _dot, end = name.rpartition(".")
        mimetype = KINDS.get(end.lower()) if stem else None
        together += len(content)
        if len(files) == MAX_FILES:
            errors[field] = "many"
            break
        if len(content) > MAX_FILE or together > MAX_TOGETHER:
            errors[field] = "big"
            break
        if not mimetype:
            errors[field] = "kind"
            break
        files.append(FormFile(name, mimetype, content))
    return ([] if errors else files), errors


def file_name(text):
    """The last part of the path, without signs that no file system likes; its end is kept."""
    text = clean(text).replace("\\", "/").rpartition("/")[2]
    text = "".join(sign for sign in text if sign.isprintable() and sign not in '<>:"|?*').strip()
    stem, dot, end = text.rpartition(".")
    return f"{stem[: MAX_NAME - len(end[:10])]}{dot}{end[:10]}" if dot else text[:MAX_NAME]
