"""Read JQL as Jira does: a grammar, a catalogue of fields, a fast filter.

Usage::

    catalog = FieldCatalog(
        [*SYSTEM_FIELDS, FieldDef("customfield_10395", "Document", "text")],
        values={"status": [Value("3", ("In Progress",))], ...},
    )
    query = compile_query(
        'project = DM and updated >= -7d order by key',
        fields=catalog, now=now, user=account_id, deployment="cloud",
    )
    found = query.sort(doc for doc in documents if query.matches(doc))

The search document
-------------------
A document is a plain mapping from field id to value; a field that is empty
is ``None``, an empty tuple, or left out. Values are *identities*, never
names: names are resolved through the catalogue when the query is compiled.

==========================================  ===============================
kind of the field                           value in the document
==========================================  ===============================
``key`` (``key``)                           ``doc["key"]``: ``"DM-1"``, and
                                            ``doc["id"]``: ``"10001"``; and,
                                            if the issue has moved,
                                            ``doc["formerKeys"]``: tuple
``issue`` (``parent``)                      tuple (key, id) of that issue
``text``, ``string``                        str (plain text)
``number``                                  int or float
``date``                                    `datetime.date`
``datetime``                                aware `datetime.datetime`
``project``, ``status``, ``priority``,      id of the value, as str
``issuetype``, ``resolution``, ``option``,
``statuscategory``
``user``                                    accountId (Cloud) or name (DC),
                                            whatever `Value.id` says
``components``, ``versions``, ``options``,  tuple of ids
``users``
``labels``                                  tuple of str
``links`` (``issuelinks``)                  tuple of (own, reverse, key,
                                            id): own is the phrase read
                                            from this issue ("is blocked
                                            by"), reverse the other end's
                                            ("blocks"); key and id are the
                                            other issue's
==========================================  ===============================

``text ~`` looks into ``summary``, ``description``, ``environment`` and
``comment`` (all comments joined by newlines), and ``rank``, a number, for
the order on boards.

Bare dates and times are in the time zone of ``now``.
"""

from .errors import JqlError
from .fields import (
    SYSTEM_FIELDS,
    Document,
    FieldCatalog,
    FieldDef,
    Kind,
    Value,
)
from .query import Query, compile_query, is_bounded
from .tokens import RESERVED_WORDS

__all__ = [
    "RESERVED_WORDS",
    "SYSTEM_FIELDS",
    "Document",
    "FieldCatalog",
    "FieldDef",
    "JqlError",
    "Kind",
    "Query",
    "Value",
    "compile_query",
    "is_bounded",
]
