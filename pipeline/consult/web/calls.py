"""What a page is made of: the call that a handler answers, the kinds of answer, and a route with the leave it needs."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from pipeline.consult.bundle.preview import Indicator
from pipeline.consult.bundle.reading import Bundle
from pipeline.consult.exercise.notices import Post, put_in_post
from pipeline.consult.people.access import Action, Grant
from pipeline.consult.people.openid import SignInProvider
from pipeline.consult.store.clock import Clock
from pipeline.consult.store.sealing import Keyring
from pipeline.consult.store.state import State

LARGEST_FORM = 2_200_000  # bytes: the largest evidence and the fields around it


@dataclass(frozen=True)
class Service:
    """Everything a handler may reach. ``provider`` None is no sign-in but by invitation, ``post`` None no e-mail."""

    state: State
    bundle: Bundle
    keyring: Keyring
    clock: Clock
    provider: SignInProvider | None = None
    post: Post | None = None

    @property
    def indicators(self) -> Mapping[str, Indicator]:
        """The release's indicators by code, in their order."""
        return self.bundle.indicators


@dataclass(frozen=True)
class Upload:
    """A file that came with a form."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Call:
    """One permitted request. ``path`` holds the route's parameters, ``asked`` the query string, ``form`` the fields."""

    service: Service
    grant: Grant
    now: datetime
    path: Mapping[str, str]
    asked: Mapping[str, str]
    form: Mapping[str, str]
    upload: Upload | None = None

    def tell(self, connection: Connection, letter: str, la_code: str = "") -> None:
        """Write a letter to the people of an authority, or to statisticians, with what else the transaction keeps."""
        if self.service.post is not None:
            put_in_post(connection, self.service.clock, self.grant.window.id, letter, la_code)

    def file_name(self, what: str, la_code: str) -> str:
        """What a file of an authority is called: after its code and name, the year, and ``what`` with its ending."""
        name = re.sub(r"[^a-z0-9]+", "-", self.grant.window.authorities.get(la_code, "").lower()).strip("-")
        return "-".join(filter(None, (la_code, name, str(self.grant.window.collection_year), what)))


@dataclass(frozen=True)
class Page:
    """A page to render. ``object`` is what the audit says was seen."""

    template: str
    values: Mapping[str, Any] = field(default_factory=dict)
    object: str = ""
    status: int = 200


@dataclass(frozen=True)
class File:
    """A file to save; its name holds no identifier."""

    name: str
    media_type: str
    content: bytes
    object: str = ""


@dataclass(frozen=True)
class Redirect:
    """Go on to a page of this service."""

    path: str


Answer = Page | File | Redirect
Handler = Callable[[Call], Answer]


@dataclass(frozen=True)
class PermittedRoute:
    """A path and method, and the action that somebody must be permitted to do before the handler hears of it."""

    method: str
    path: str
    action: Action
    handler: Handler
    largest_form: int = LARGEST_FORM
