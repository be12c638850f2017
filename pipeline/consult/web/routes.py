"""Every address that needs leave, with the action it takes: the whole list, and nothing is served outside it."""

from __future__ import annotations

from pipeline.consult.making.uploaded_return import LARGEST_UPLOAD
from pipeline.consult.people.access import Action
from pipeline.consult.web import officer_decisions as decisions
from pipeline.consult.web import officer_moves as moves
from pipeline.consult.web import officer_pages as pages
from pipeline.consult.web import officer_queries as queries
from pipeline.consult.web import officer_returns as returns
from pipeline.consult.web import people_pages as people
from pipeline.consult.web import staff_pages as staff
from pipeline.consult.web import staff_queries as asked
from pipeline.consult.web.calls import LARGEST_FORM, PermittedRoute

INDICATOR = "/indicators/{code}"
CHILD = INDICATOR + "/children/{child}"
QUERY, ASKED = "/queries/{query}", "/all-queries/{query}"
EVIDENCE = "/evidence/{entry}"

ROUTES = (
    PermittedRoute("GET", "/window", Action.SEE_NOTICE, pages.notice),
    PermittedRoute("GET", "/indicators", Action.SEE_FIGURES, pages.indicators),
    PermittedRoute("POST", "/indicators", Action.DECIDE, decisions.agree_the_rest),
    PermittedRoute("GET", INDICATOR, Action.SEE_FIGURES, pages.indicator),
    PermittedRoute("GET", "/statistics", Action.SEE_FIGURES, pages.statistics),
    PermittedRoute("GET", "/moves", Action.SEE_CHILDREN, moves.moves),
    PermittedRoute("GET", "/print", Action.SEE_FIGURES, pages.printable),
    PermittedRoute("GET", INDICATOR + "/children", Action.SEE_CHILDREN, pages.children),
    PermittedRoute("POST", INDICATOR + "/children", Action.SEE_CHILDREN, pages.children),
    PermittedRoute("GET", INDICATOR + "/children.csv", Action.DOWNLOAD, pages.children_csv),
    PermittedRoute("GET", INDICATOR + "/children.xlsx", Action.DOWNLOAD, pages.children_xlsx),
    PermittedRoute("GET", "/changes", Action.SEE_CHILDREN, pages.changes),
    PermittedRoute("GET", "/workbook.xlsx", Action.DOWNLOAD, pages.workbook),
    PermittedRoute("POST", INDICATOR + "/agree", Action.DECIDE, decisions.agree),
    PermittedRoute("POST", INDICATOR + "/commentary", Action.COMMENT, decisions.comment),
    PermittedRoute("GET", INDICATOR + "/query", Action.DECIDE, queries.query_form),
    PermittedRoute("POST", INDICATOR + "/query", Action.DECIDE, queries.query),
    PermittedRoute("GET", CHILD + "/query", Action.DECIDE, queries.query_form),
    PermittedRoute("POST", CHILD + "/query", Action.DECIDE, queries.query),
    PermittedRoute("GET", "/queries", Action.SEE_REPLIES, queries.queries),
    PermittedRoute("GET", QUERY, Action.SEE_REPLIES, queries.one_query),
    PermittedRoute("GET", QUERY + "/evidence", Action.SEE_REPLIES, queries.evidence),
    PermittedRoute("GET", QUERY + EVIDENCE, Action.SEE_REPLIES, queries.evidence),
    PermittedRoute("POST", QUERY, Action.DECIDE, queries.add),
    PermittedRoute("POST", QUERY + "/withdraw", Action.DECIDE, queries.withdraw),
    PermittedRoute("GET", "/commentary", Action.SEE_REPLIES, returns.commentary),
    PermittedRoute("POST", "/commentary", Action.COMMENT, decisions.comment),
    PermittedRoute("GET", "/resubmit", Action.RESUBMIT, returns.resubmit_form),
    PermittedRoute("POST", "/resubmit", Action.RESUBMIT, returns.resubmit, LARGEST_FORM + LARGEST_UPLOAD),
    PermittedRoute("GET", "/resubmit/{return}", Action.RESUBMIT, returns.return_sent),
    PermittedRoute("GET", "/sign-off", Action.SIGN_OFF, decisions.sign_off_form),
    PermittedRoute("POST", "/sign-off", Action.SIGN_OFF, decisions.sign_off),
    PermittedRoute("GET", "/receipt", Action.SEE_REPLIES, decisions.receipt),
    PermittedRoute("GET", "/progress", Action.SEE_PROGRESS, staff.all_progress),
    PermittedRoute("GET", "/all-queries", Action.SEE_QUERIES, asked.all_queries),
    PermittedRoute("GET", ASKED, Action.SEE_QUERIES, asked.one_query),
    PermittedRoute("GET", ASKED + "/evidence", Action.SEE_QUERIES, queries.evidence),
    PermittedRoute("GET", ASKED + EVIDENCE, Action.SEE_QUERIES, queries.evidence),
    PermittedRoute("GET", ASKED + "/behind", Action.SEE_BEHIND, asked.behind),
    PermittedRoute("GET", ASKED + "/children", Action.SEE_BEHIND, asked.children_behind),
    PermittedRoute("POST", ASKED + "/children", Action.SEE_BEHIND, asked.children_behind),
    PermittedRoute("POST", ASKED + "/answer", Action.ANSWER, asked.answer),
    PermittedRoute("GET", "/will-change", Action.SEE_BEHIND, asked.promises),
    PermittedRoute("GET", "/returns", Action.SEE_RETURNS, asked.returns),
    PermittedRoute("GET", "/returns/{return}", Action.SEE_RETURNS, asked.one_return),
    PermittedRoute("GET", "/returns/{return}/file", Action.SEE_RETURNS, asked.return_file),
    PermittedRoute("GET", "/announce", Action.ANNOUNCE, staff.announce_form),
    PermittedRoute("POST", "/announce", Action.ANNOUNCE, staff.announce),
    PermittedRoute("GET", "/close", Action.CLOSE, staff.close_form),
    PermittedRoute("POST", "/close", Action.CLOSE, staff.close),
    PermittedRoute("GET", "/log.csv", Action.EXPORT, staff.log),
    PermittedRoute("GET", "/people", Action.SEE_PEOPLE, people.people),
    PermittedRoute("POST", "/people", Action.ADMIT, people.add_one),
    PermittedRoute("POST", "/people/{person}/invite", Action.ADMIT, people.invite_person),
    PermittedRoute("POST", "/people/{person}/revoke", Action.ADMIT, people.revoke_person),
)
