"""Signing in and out: by a personal code, or through an identity provider; refusals all look alike."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from sqlalchemy import Connection, select
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from pipeline.consult.people.attempts import TooManyAttempts, check_failures, note_failure
from pipeline.consult.people.openid import Identity, PendingSignIn, SignInProvider
from pipeline.consult.people.sign_in import Refused, Visitor, begin_session, end_session, exchange_code, recognise
from pipeline.consult.people.windows import find_window
from pipeline.consult.store import tables
from pipeline.consult.web.calls import Page
from pipeline.consult.web.forms import BadForm, read_form
from pipeline.consult.web.responses import SESSION_COOKIE, Responder
from pipeline.foundation.stages import UnreadableInput

PENDING_COOKIE = "__Host-sfr_pending"
PURPOSE_PENDING = "pending sign-ins"
SECONDS_AT_PROVIDER = 600
LONGEST_CODE = 100


def set_cookie(response: Response, name: str, value: str, seconds: int | None = None) -> None:
    """A cookie for this host alone, over TLS alone, out of scripts' reach; by default it ends with the browser."""
    response.set_cookie(name, value, max_age=seconds, path="/", secure=True, httponly=True, samesite="lax")


class SignInPages:
    """The pages that need no session."""

    def __init__(self, responder: Responder) -> None:
        """Answer through ``responder``."""
        self._responder = responder
        self._service = responder.service

    def routes(self) -> list[Route]:
        """Their addresses."""
        return [
            Route("/sign-in", self.form, methods=["GET"]),
            Route("/sign-in", self.exchange, methods=["POST"]),
            Route("/openid/begin", self.go_to_provider, methods=["GET"]),
            Route("/openid/return", self.returned, methods=["GET"], name="returned"),
            Route("/sign-out", self.sign_out, methods=["POST"]),
        ]

    async def form(self, request: Request) -> Response:
        """The form for a code."""
        return self._form("", 200)

    def _form(self, error: str, status: int) -> Response:
        return self._responder.show(Page("sign_in.html", {"error": error}, status=status))

    async def exchange(self, request: Request) -> Response:
        """Exchange a code for a session."""
        try:
            form, _ = await read_form(request)
        except BadForm:
            return self._form("The form has expired. Enter your code again.", 400)
        typed = form.get("code", "")[:LONGEST_CODE]

        def session(connection: Connection) -> str:
            return exchange_code(connection, self._service.keyring, typed, self._service.clock())

        return await run_in_threadpool(self._begin, request, session, typed)

    def _begin(self, request: Request, session: Callable[[Connection], str], typed: str) -> Response:
        address = request.client.host if request.client else ""
        now, state, keyring = self._service.clock(), self._service.state, self._service.keyring
        try:
            try:
                with state.writing() as connection:
                    token = session(connection)
            except Refused:
                with state.writing() as connection:
                    check_failures(connection, keyring, address, typed, now)
                    note_failure(connection, keyring, address, typed, now)
                return self._form("This does not let you sign in. Check your code, or ask for a new one.", 403)
        except TooManyAttempts:
            return self._form("Too many attempts. Try again in 15 minutes.", 429)
        response = RedirectResponse("/", 303)
        set_cookie(response, SESSION_COOKIE, token)
        set_cookie(response, PENDING_COOKIE, "", 0)
        return response

    async def go_to_provider(self, request: Request) -> Response:
        """Send the person to the identity provider."""
        if self._service.provider is None:
            return self._responder.not_here()
        address, pending = self._service.provider.begin(str(request.url_for("returned")))
        sealed = self._service.keyring.seal(PURPOSE_PENDING, pending.as_bytes(), PENDING_COOKIE)
        response = RedirectResponse(address, 303)
        set_cookie(response, PENDING_COOKIE, sealed.hex(), SECONDS_AT_PROVIDER)
        return response

    async def returned(self, request: Request) -> Response:
        """Whoever returns from the provider, if it vouches for them and they are entered here."""
        provider = self._service.provider
        if provider is None:
            return self._responder.not_here()

        identity = await run_in_threadpool(self._identity, provider, request)

        def session(connection: Connection) -> str:
            if identity is None:
                raise Refused
            return self._session_of(connection, identity)

        return await run_in_threadpool(self._begin, request, session, identity.subject if identity else "")

    def _identity(self, provider: SignInProvider, request: Request) -> Identity | None:
        """Who the provider says returned, or None; asked before a transaction begins, for it may be slow."""
        try:
            sealed = bytes.fromhex(request.cookies.get(PENDING_COOKIE, ""))
            pending = self._service.keyring.unseal(PURPOSE_PENDING, sealed, PENDING_COOKIE)
            return provider.finish(dict(request.query_params), PendingSignIn.from_bytes(pending))
        except (Refused, UnreadableInput, ValueError):
            return None

    def _session_of(self, connection: Connection, identity: Identity) -> str:
        """A session of the person with that identity; the first time, of the person with its verified address."""
        people = tables.people
        by_identity = (people.c.openid_issuer == identity.issuer, people.c.openid_subject == identity.subject)
        known = connection.execute(select(people).where(*by_identity)).one_or_none()
        if known is None and identity.email:
            by_address = (people.c.email == identity.email, people.c.openid_subject.is_(None))
            known = connection.execute(select(people).where(*by_address)).one_or_none()
        preview = self._service.bundle.contents.preview
        window = find_window(connection, preview.release, preview.collection_year)
        if known is None or window is None or (known.la_code and known.la_code not in window.authorities):
            raise Refused
        now = self._service.clock()
        recognise(connection, self._service.keyring, known.id, identity.issuer, identity.subject, now)
        return begin_session(connection, self._service.keyring, known.id, window.id, now)

    async def sign_out(self, request: Request) -> Response:
        """End the session."""
        found = await run_in_threadpool(self._responder.visitor_of, request)
        if found is None:
            return self._responder.not_here()
        visitor, _ = found
        try:
            form, _upload = await read_form(request)
        except BadForm:
            return self._responder.not_here()
        if not secrets.compare_digest(form.get("form_token", "").encode(), visitor.form_token.encode()):
            return self._responder.not_here()
        await run_in_threadpool(self._end, visitor)
        response = RedirectResponse("/sign-in", 303)
        set_cookie(response, SESSION_COOKIE, "", 0)
        return response

    def _end(self, visitor: Visitor) -> None:
        with self._service.state.writing() as connection:
            end_session(connection, self._service.keyring, visitor, self._service.clock())
