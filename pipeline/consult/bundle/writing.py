"""Writes a preview bundle: each authority checked, compared with the last preview, and sealed in a file of its own."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from pipeline.consult.bundle.changes import changes_between
from pipeline.consult.bundle.checks import check_authority, check_preview
from pipeline.consult.bundle.image import make_image
from pipeline.consult.bundle.preview import FORMAT, AuthorityPreview, BundleContents, BundledAuthority, Preview
from pipeline.consult.bundle.reading import (
    AUTHORITIES,
    CONTENTS,
    PURPOSE_CONTENTS,
    PURPOSE_REFERENCES,
    PURPOSE_SEAL,
    Bundle,
    binding,
)
from pipeline.consult.store.sealing import Keyring
from pipeline.foundation.stages import CheckFailed, UsageError


def write_bundle(
    folder: Path,
    preview: Preview,
    authorities: Iterable[AuthorityPreview],
    keyring: Keyring,
    previous: Bundle | None = None,
) -> BundleContents:
    """Write the bundle to ``folder``, whole or not at all; returns its contents.

    ``authorities`` may be a generator: one is held at a time. ``previous`` is the last preview of the same release
    and year, or None. Raises CheckFailed when an authority's children do not add up or one comes twice, UsageError
    when the folder exists.
    """
    check_preview(preview)
    if folder.exists():
        raise UsageError(f"{folder} exists; a bundle is never written over. Name a new folder.")
    folder.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        (aside / AUTHORITIES).mkdir(mode=0o700)
        made = [
            _write_authority(aside / AUTHORITIES, preview, authority, keyring, previous) for authority in authorities
        ]
        codes = [authority.la_code for authority in made]
        if len(set(codes)) != len(codes):
            raise CheckFailed("an authority comes twice in the preview; give each once.")
        made.sort(key=lambda authority: authority.la_code)
        digest = hashlib.sha256(json.dumps([asdict(preview), [asdict(one) for one in made]]).encode()).hexdigest()
        contents = BundleContents(digest[:16], preview, tuple(made), previous.contents.bundle_id if previous else "")
        _write_contents(aside, contents, keyring)
        aside.rename(folder)
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise
    return contents


def seal_again(bundle: Bundle, folder: Path, old: Keyring, new: Keyring) -> None:
    """Write a bundle to a new folder with another key: the same content under the same name."""
    if folder.exists():
        raise UsageError(f"{folder} exists; a bundle is never written over. Name a new folder.")
    preview = bundle.contents.preview
    (folder / AUTHORITIES).mkdir(mode=0o700, parents=True)
    for authority in bundle.contents.authorities:
        sealed = (bundle.folder / AUTHORITIES / f"{authority.la_code}.sealed").read_bytes()
        image = old.unseal(PURPOSE_SEAL, sealed, binding(preview, authority.la_code))
        path = folder / AUTHORITIES / f"{authority.la_code}.sealed"
        _write(path, new.seal(PURPOSE_SEAL, image, binding(preview, authority.la_code)))
    _write_contents(folder, bundle.contents, new)


def _write_contents(folder: Path, contents: BundleContents, keyring: Keyring) -> None:
    text = json.dumps({"format": FORMAT, **asdict(contents)}, ensure_ascii=False, indent=1)
    mark = keyring.mark(PURPOSE_CONTENTS, text.encode())
    _write(folder / CONTENTS, json.dumps({"contents": text, "mark": mark}).encode())


def _write_authority(
    folder: Path, preview: Preview, authority: AuthorityPreview, keyring: Keyring, previous: Bundle | None
) -> BundledAuthority:
    check_authority(preview, authority)
    before = previous.image_of(authority.la_code) if previous else None
    changes = changes_between(before, authority) if before else []
    image = make_image(authority, changes, keyring.for_purpose(PURPOSE_REFERENCES))
    sealed = keyring.seal(PURPOSE_SEAL, image, binding(preview, authority.la_code))
    _write(folder / f"{authority.la_code}.sealed", sealed)
    return BundledAuthority(
        authority.la_code,
        authority.la_name,
        hashlib.sha256(image).hexdigest(),
        len(authority.figures),
        len(authority.children),
    )


def _write(path: Path, content: bytes) -> None:
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
