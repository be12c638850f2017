"""Opens a preview bundle for the server: one authority at a time, and only for whoever was granted it."""

from __future__ import annotations

import hashlib
import json
import re
import threading
from collections import OrderedDict
from pathlib import Path
from typing import Any

from pipeline.consult.bundle.image import AuthorityImage
from pipeline.consult.bundle.preview import FORMAT, BundleContents, BundledAuthority, Indicator, Preview
from pipeline.consult.store.sealing import Keyring
from pipeline.foundation.stages import UnreadableInput

CONTENTS = "preview.json"
AUTHORITIES = "authorities"
PURPOSE_SEAL = "an authority's preview"
PURPOSE_CONTENTS = "a preview's contents"
PURPOSE_REFERENCES = "references to children"
LA_CODE = re.compile(r"[0-9A-Za-z]{1,9}")
KEPT_OPEN = 160  # every authority of England; an image of a full-size authority takes one to five megabytes


def binding(preview: Preview, la_code: str) -> str:
    """What a sealed file is bound to: another authority's or another year's file does not open in its place."""
    return f"{preview.release} {preview.collection_year} {la_code}"


class Bundle:
    """A bundle on disk; sealed files are opened when first needed and kept open."""

    def __init__(self, folder: Path, keyring: Keyring) -> None:
        """Read the contents; raises UnreadableInput when they are not there or were not written with this key."""
        self.folder = folder
        self._keyring = keyring
        self._open: OrderedDict[str, AuthorityImage] = OrderedDict()
        self._lock = threading.Lock()
        try:
            wrapped = json.loads((folder / CONTENTS).read_text(encoding="utf-8"))
            text, mark = str(wrapped["contents"]), str(wrapped["mark"])
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise UnreadableInput(f"{folder / CONTENTS} is not a preview; build one with sfr preview build.") from error
        if keyring.mark(PURPOSE_CONTENTS, text.encode()) != mark:
            raise UnreadableInput(f"{folder / CONTENTS} was changed, or was written with another key.")
        self.contents = _contents(json.loads(text))
        self._authorities = {authority.la_code: authority for authority in self.contents.authorities}
        self.indicators = {indicator.code: indicator for indicator in self.contents.preview.indicators}

    def authority(self, la_code: str) -> BundledAuthority | None:
        """What the contents say of an authority, or None."""
        return self._authorities.get(la_code)

    def image_of(self, la_code: str) -> AuthorityImage | None:
        """The opened preview of one authority, None when the bundle has none. Called through access.Reader only."""
        bundled = self._authorities.get(la_code)
        if bundled is None or LA_CODE.fullmatch(la_code) is None:
            return None
        with self._lock:
            if la_code in self._open:
                self._open.move_to_end(la_code)
                return self._open[la_code]
        path = self.folder / AUTHORITIES / f"{la_code}.sealed"
        try:
            sealed = path.read_bytes()
        except OSError as error:
            raise UnreadableInput(f"{path} is missing; build the preview again.") from error
        image = self._keyring.unseal(PURPOSE_SEAL, sealed, binding(self.contents.preview, la_code))
        if hashlib.sha256(image).hexdigest() != bundled.sha256:
            raise UnreadableInput(f"{path} belongs to another preview; build the preview again.")
        opened = AuthorityImage(image)
        with self._lock:
            self._open[la_code] = opened
            while len(self._open) > KEPT_OPEN:
                self._open.popitem(last=False)
        return opened


def _contents(read: dict[str, Any]) -> BundleContents:
    if read.pop("format", None) != FORMAT:
        raise UnreadableInput("the preview was written in another format; build it again.")
    preview = read["preview"]
    indicators = tuple(
        Indicator(**{**indicator, "source_fields": tuple(indicator["source_fields"])})
        for indicator in preview["indicators"]
    )
    return BundleContents(
        read["bundle_id"],
        Preview(**{**preview, "indicators": indicators}),
        tuple(BundledAuthority(**authority) for authority in read["authorities"]),
        read["previous_bundle_id"],
    )
