"""The leaves of a rule file that name what may happen between reports, for policies that follow plans and notices."""

from __future__ import annotations

from typing import ClassVar

from engine.model.events import Form
from engine.model.terms import Reference


class EventName(Reference):
    """The name of something that may happen, as conditions call it: of an event, or of what became of one."""

    __slots__ = ()

    # What the event must be declared to be, one of these; any will do where there are none.
    forms: ClassVar[tuple[Form, ...]] = ()


class PlanName(EventName):
    """The name of an event that is a plan."""

    __slots__ = ()

    forms = (Form.PLAN,)


class NoticeName(EventName):
    """The name of an event that is a notice."""

    __slots__ = ()

    forms = (Form.NOTICE,)


class MatterName(EventName):
    """The name of an event that is a plan or a notice: what a decision may open."""

    __slots__ = ()

    forms = (Form.PLAN, Form.NOTICE)
