"""Every address that needs leave, with the action it takes: the whole list, and nothing is served outside it."""

from __future__ import annotations

from pipeline.consult.people.access import Action
from pipeline.consult.web import officer_decisions as decisions
from pipeline.consult.web import officer_pages as pages
from pipeline.consult.web import staff_pages as staff
from pipeline.consult.web.calls import PermittedRoute

INDICATOR = "/indicators/{code}"
CHILD = INDICATOR + "/children/{child}"

ROUTES = (
    PermittedRoute("GET", "/window", Action.SEE_NOTICE, pages.notice),
    PermittedRoute("GET", "/indicators", Action.SEE_FIGURES, pages.indicators),
    PermittedRoute("GET", INDICATOR, Action.SEE_FIGURES, pages.indicator),
    PermittedRoute("GET", "/print", Action.SEE_FIGURES, pages.printable),
    PermittedRoute("GET", INDICATOR + "/children", Action.SEE_CHILDREN, pages.children),
    PermittedRoute("POST", INDICATOR + "/children", Action.SEE_CHILDREN, pages.children),
    PermittedRoute("GET", INDICATOR + "/children.csv", Action.DOWNLOAD, pages.children_csv),
    PermittedRoute("GET", INDICATOR + "/children.xlsx", Action.DOWNLOAD, pages.children_xlsx),
    PermittedRoute("GET", "/changes", Action.SEE_CHILDREN, pages.changes),
    PermittedRoute("GET", "/workbook.xlsx", Action.DOWNLOAD, pages.workbook),
    PermittedRoute("POST", INDICATOR + "/agree", Action.DECIDE, decisions.agree),
    PermittedRoute("GET", INDICATOR + "/query", Action.DECIDE, decisions.query_form),
    PermittedRoute("POST", INDICATOR + "/query", Action.DECIDE, decisions.query),
    PermittedRoute("GET", CHILD + "/query", Action.DECIDE, decisions.query_form),
    PermittedRoute("POST", CHILD + "/query", Action.DECIDE, decisions.query),
    PermittedRoute("GET", "/queries", Action.SEE_REPLIES, decisions.queries),
    PermittedRoute("GET", "/queries/{query}", Action.SEE_REPLIES, decisions.one_query),
    PermittedRoute("GET", "/queries/{query}/evidence", Action.SEE_REPLIES, decisions.evidence),
    PermittedRoute("GET", "/sign-off", Action.SIGN_OFF, decisions.sign_off_form),
    PermittedRoute("POST", "/sign-off", Action.SIGN_OFF, decisions.sign_off),
    PermittedRoute("GET", "/receipt", Action.SEE_REPLIES, decisions.receipt),
    PermittedRoute("GET", "/progress", Action.SEE_PROGRESS, staff.all_progress),
    PermittedRoute("GET", "/all-queries", Action.SEE_QUERIES, staff.all_queries),
    PermittedRoute("GET", "/all-queries/{query}", Action.SEE_QUERIES, staff.one_query),
    PermittedRoute("GET", "/all-queries/{query}/evidence", Action.SEE_QUERIES, decisions.evidence),
    PermittedRoute("POST", "/all-queries/{query}/answer", Action.ANSWER, staff.answer),
    PermittedRoute("GET", "/announce", Action.ANNOUNCE, staff.announce_form),
    PermittedRoute("POST", "/announce", Action.ANNOUNCE, staff.announce),
    PermittedRoute("GET", "/close", Action.CLOSE, staff.close_form),
    PermittedRoute("POST", "/close", Action.CLOSE, staff.close),
    PermittedRoute("GET", "/log.csv", Action.EXPORT, staff.log),
    PermittedRoute("GET", "/people", Action.SEE_PEOPLE, staff.people),
    PermittedRoute("POST", "/people/{person}/invite", Action.ADMIT, staff.invite_person),
    PermittedRoute("POST", "/people/{person}/revoke", Action.ADMIT, staff.revoke_person),
)
