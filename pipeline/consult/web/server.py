"""The web application: who is asking, may they, then the handler; and for everything else one and the same answer."""

from __future__ import annotations

import secrets

from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from pipeline.consult.exercise.decisions import NotNow
from pipeline.consult.exercise.notices import send_post
from pipeline.consult.exercise.standing import entry_of
from pipeline.consult.people.access import Denied, Role, permit
from pipeline.consult.people.sign_in import Visitor
from pipeline.consult.people.windows import Phase, Window
from pipeline.consult.store.audit_log import PURPOSE_AUDIT, Entry, SharedAppends
from pipeline.consult.web.calls import Call, Page, PermittedRoute, Redirect, Service, Upload
from pipeline.consult.web.forms import BadForm, read_form
from pipeline.consult.web.pages import STATIC
from pipeline.consult.web.responses import Responder
from pipeline.consult.web.routes import ROUTES
from pipeline.consult.web.security_headers import SecurityHeaders
from pipeline.consult.web.sign_in_pages import SignInPages

HOME = {Role.STATISTICIAN: "/progress", Role.ADMINISTRATOR: "/people"}


class PermittedPath:
    """One path with its methods. An object, because Starlette would answer 405 for a function and tell what exists."""

    def __init__(self, responder: Responder, audit: SharedAppends, by_method: dict[str, PermittedRoute]) -> None:
        """Answer the methods given, and all others as if the path were not there."""
        self._responder = responder
        self._audit = audit
        self._service = responder.service
        self._by_method = by_method

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Find the session, read the form, and hand over to a thread."""
        request = Request(scope, receive)
        response = await self._answer(request)
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        route = self._by_method.get("GET" if request.method == "HEAD" else request.method)
        if route is None:
            return self._responder.not_here()
        if route.method == "GET":
            return await run_in_threadpool(self._look, route, request)
        found = await run_in_threadpool(self._responder.visitor_of, request)
        if found is None:
            return self._responder.not_here()
        visitor, window = found
        try:
            form, upload = await read_form(request, route.largest_form)
            if not secrets.compare_digest(form.get("form_token", "").encode(), visitor.form_token.encode()):
                raise BadForm
        except BadForm:
            return self._responder.show(Page("expired.html", {}, status=400))
        response = await run_in_threadpool(self._handle, route, request, visitor, window, form, upload)
        if self._service.post is not None:  # once the answer is on its way: a slow mail server holds nobody up
            response.background = BackgroundTask(
                send_post, self._service.state, self._service.post, self._service.clock
            )
        return response

    def _look(self, route: PermittedRoute, request: Request) -> Response:
        found = self._responder.visitor_of(request)
        return self._responder.not_here() if found is None else self._handle(route, request, *found, {}, None)

    def _handle(
        self,
        route: PermittedRoute,
        request: Request,
        visitor: Visitor,
        window: Window,
        form: dict[str, str],
        upload: Upload | None,
    ) -> Response:
        service = self._service
        now = service.clock()
        try:
            grant = permit(visitor.person, route.action, window, now)
            path = {name: str(value) for name, value in request.path_params.items()}
            call = Call(service, grant, now, path, request.query_params, form, upload)
            try:
                answer = route.handler(call)
            except NotNow as not_now:
                answer = Page("not_now.html", {"words": str(not_now)}, "not now", 409)
        except Denied:
            person = visitor.person
            refused = Entry(
                route.action.value, route.path, "refused", person.id, person.role.value, person.la_code, window.id
            )
            self._audit.append(refused, now)
            return self._responder.not_here()
        response = self._responder.show(answer, visitor, window)
        if not isinstance(answer, Redirect):  # a redirect follows a decision, which keeps its own entry
            self._audit.append(entry_of(grant, answer.object), now)
        return response


def create_app(service: Service) -> ASGIApp:
    """The application of a service."""
    responder = Responder(service)
    audit = SharedAppends(service.state, service.keyring.for_purpose(PURPOSE_AUDIT))
    sign_in = SignInPages(responder)
    by_path: dict[str, dict[str, PermittedRoute]] = {}
    for route in ROUTES:
        by_path.setdefault(route.path, {})[route.method] = route

    async def home(request: Request) -> Response:
        """Send people to where their work is; everybody else to sign in."""
        found = await run_in_threadpool(responder.visitor_of, request)
        if found is None:
            return RedirectResponse("/sign-in", 303)
        visitor, window = found
        shows_figures = window.phase(service.clock()) in (Phase.OPEN, Phase.RELEASED)
        return RedirectResponse(HOME.get(visitor.person.role, "/indicators" if shows_figures else "/window"), 303)

    async def not_here(request: Request, error: Exception) -> Response:
        return responder.not_here()

    async def failed(request: Request, error: Exception) -> Response:
        return responder.show(Page("failed.html", {}, status=500))

    app = Starlette(
        routes=[
            Route("/", home, methods=["GET"]),
            *sign_in.routes(),
            Mount("/static", StaticFiles(directory=STATIC)),
            *(Route(path, PermittedPath(responder, audit, by_method)) for path, by_method in by_path.items()),
        ],
        exception_handlers={HTTPException: not_here, Exception: failed},
    )
    app.router.redirect_slashes = False
    return SecurityHeaders(app)
