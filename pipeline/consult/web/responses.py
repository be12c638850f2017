"""Makes responses, and knows whose request it is: what the sign-in pages and the permitted routes share."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from pipeline.consult.people.sign_in import Visitor, find_visitor, note_seen
from pipeline.consult.people.windows import Window, read_window
from pipeline.consult.web.calls import Answer, File, Page, Redirect, Service
from pipeline.consult.web.pages import environment, render

SESSION_COOKIE = "__Host-sfr_preview"


class Responder:
    """Renders a service's answers and finds the session behind a request."""

    def __init__(self, service: Service) -> None:
        """Load the templates once."""
        self.service = service
        self._templates = environment()

    def visitor_of(self, request: Request) -> tuple[Visitor, Window] | None:
        """The live session of a request and its window, or None."""
        token = request.cookies.get(SESSION_COOKIE, "")
        if not token:
            return None
        now = self.service.clock()
        with self.service.state.reading() as connection:
            found = find_visitor(connection, self.service.keyring, token, now)
            if found is None:
                return None
            visitor, is_to_note = found
            window = read_window(connection, visitor.window_id)
        if is_to_note:
            with self.service.state.writing() as connection:
                note_seen(connection, visitor.session_id, now)
        return visitor, window

    def show(self, answer: Answer, visitor: Visitor | None = None, window: Window | None = None) -> Response:
        """An answer as a response; without a visitor the page says nothing of anybody."""
        if isinstance(answer, Redirect):
            return RedirectResponse(quote(answer.path), 303)
        if isinstance(answer, File):
            saved = {"Content-Disposition": f'attachment; filename="{answer.name}"'}
            return Response(answer.content, media_type=answer.media_type, headers=saved)
        values = {**self._always(visitor, window), **answer.values}
        return Response(render(self._templates, answer.template, values), answer.status, media_type="text/html")

    def _always(self, visitor: Visitor | None, window: Window | None) -> dict[str, Any]:
        if visitor is None or window is None:
            nobody: dict[str, Any] = dict.fromkeys(("preview", "person", "window", "titles"))
            return {**nobody, "phase": "", "la_name": "", "form_token": "", "has_provider": self._has_provider}
        return {
            "preview": self.service.bundle.contents.preview,
            "titles": {code: one.title for code, one in self.service.indicators.items()},
            "person": visitor.person,
            "window": window,
            "phase": window.phase(self.service.clock()).value,
            "la_name": window.authorities.get(visitor.person.la_code, ""),
            "form_token": visitor.form_token,
            "has_provider": self._has_provider,
        }

    @property
    def _has_provider(self) -> bool:
        return self.service.provider is not None

    def not_here(self) -> Response:
        """The one answer to everybody who may not see a thing, and to everything that is not there."""
        return self.show(Page("not_here.html", {}, status=404))
