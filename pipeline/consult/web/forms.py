"""Reads a form: only of a fair size, only from a page of this service."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from pipeline.consult.web.calls import LARGEST_FORM, Upload

MOST_FIELDS = 20


class BadForm(Exception):
    """The form is too large, came from elsewhere, or from a session that is over."""


async def read_form(request: Request, largest: int = LARGEST_FORM) -> tuple[dict[str, str], Upload | None]:
    """The fields and the file of a form; raises BadForm for one of more than ``largest`` bytes or from elsewhere."""
    origin = request.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != request.headers.get("host"):
        raise BadForm
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise BadForm
    length = request.headers.get("content-length", "")
    if not length.isdigit() or int(length) > largest:
        raise BadForm
    fields: dict[str, str] = {}
    upload: Upload | None = None
    try:
        async with request.form(max_files=1, max_fields=MOST_FIELDS) as form:
            for name, value in form.multi_items():
                if not isinstance(value, UploadFile):
                    fields[name] = value
                elif value.filename:
                    content = await value.read()
                    upload = Upload(value.filename, content) if content else None
    except HTTPException as error:
        raise BadForm from error
    return fields, upload
