"""A whole decision as it is recorded, so that it can be explained for good and folded without its rules."""

from __future__ import annotations

from engine.model.decision import Decision, RulesUsed, Superseded
from engine.model.document import Json
from engine.model.recording.escalation import move_json, move_of, right_json, right_of
from engine.model.recording.events import event_json, event_json_of
from engine.model.recording.evidence import evidence_json, evidence_of
from engine.model.recording.fields import Fields, day, fields, flag_of, number_of, text, text_of, whole, word
from engine.model.recording.nested import by_name, inside, several, several_if_any, stated
from engine.model.recording.opened import opened_json, opened_of
from engine.model.recording.outcomes import outcome_json, outcome_of
from engine.model.recording.payment import payment_json, payment_of
from engine.model.recording.renames import renames_json, renames_of
from engine.model.recording.values import figure_json, number_json, pair_of
from engine.model.recording.words import OUTCOME


def decision_body(decision: Decision) -> Fields:
    """Return the body of the entry that records *decision*, whose contract the entry carries.

    `rung` is the one of the gravest ladder, for a reader of the record; the rest reads back as `decision_of`.
    """
    gravest = decision.gravest
    return {
        "provider": decision.provider,
        "contract_start": decision.contract_start.isoformat(),
        "parameters": [[name, figure_json(value)] for name, value in decision.parameters.items()],
        "rules": _rules_json(decision.rules),
        "evidence": evidence_json(decision.evidence),
        "outcome": OUTCOME.of[decision.outcome],
        "rung": gravest.after if gravest else None,
        "outcomes": [outcome_json(outcome) for outcome in decision.outcomes],
        "payment": payment_json(decision.payment) if decision.payment else None,
        "moves": [move_json(move) for move in decision.moves],
        "rights": [right_json(right) for right in decision.rights.values()],
        "undecided": list(decision.undecided),
        "charges": {name: number_json(amount) for name, amount in decision.charges.items()},
        "renames": [renames_json(renames) for renames in decision.renames],
        **_of_rungs_json(decision),
        **({"excuses": [event_json(event) for event in decision.excuses]} if decision.excuses else {}),
        **({"unanswered": [event_json(event) for event in decision.unanswered]} if decision.unanswered else {}),
        **({"opened": [opened_json(one) for one in decision.opened]} if decision.opened else {}),
        **({"supersedes": decision.supersedes._asdict()} if decision.supersedes else {}),
    }


def _of_rungs_json(decision: Decision) -> Fields:
    """Return what rungs alone are renamed by, where that is not what everything is."""
    rungs = decision.rungs
    return {} if rungs is None else {"rungs": [renames_json(renames) for renames in rungs]}


def decision_of(contract: str, body: Fields) -> Decision:
    """Return the decision on *contract* that *body* records."""
    return Decision(
        contract=contract,
        provider=text(body, "provider"),
        contract_start=day(body, "contract_start"),
        parameters=dict(several(body, "parameters", pair_of)),
        rules=inside(body, "rules", _rules_of),
        evidence=inside(body, "evidence", evidence_of),
        outcome=word(body, "outcome", OUTCOME.means),
        outcomes=several(body, "outcomes", outcome_of),
        payment=stated(body, "payment", payment_of),
        moves=several(body, "moves", move_of),
        rights={right.ladder: right for right in several(body, "rights", right_of)},
        undecided=several(body, "undecided", text_of),
        charges=by_name(body, "charges", number_of),
        renames=several(body, "renames", renames_of),
        excuses=several_if_any(body, "excuses", event_json_of),
        unanswered=several_if_any(body, "unanswered", event_json_of),
        opened=several_if_any(body, "opened", opened_of),
        supersedes=inside(body, "supersedes", _superseded_of) if "supersedes" in body else None,
        rungs=several(body, "rungs", renames_of) if "rungs" in body else None,
    )


def _superseded_of(json: Json) -> Superseded:
    body = fields(json)
    return Superseded(whole(body, "version"), text(body, "why"))


def _rules_json(rules: RulesUsed) -> Json:
    return {
        "rule_set": rules.rule_set,
        "in_force": rules.in_force.isoformat(),
        "digest": rules.digest,
        "on": rules.on.isoformat(),
        "calendar": rules.calendar,
        "plugins": [{"name": name, "version": version} for name, version in rules.plugins],
        **({"publishable": dict(rules.publishable)} if rules.publishable else {}),
    }


def _rules_of(json: Json) -> RulesUsed:
    body = fields(json)
    return RulesUsed(
        rule_set=text(body, "rule_set"),
        in_force=day(body, "in_force"),
        digest=text(body, "digest"),
        on=day(body, "on"),
        calendar=text(body, "calendar"),
        plugins=several(body, "plugins", _plugin_of),
        publishable=tuple(sorted(by_name(body, "publishable", flag_of).items())) if "publishable" in body else (),
    )


def _plugin_of(json: Json) -> tuple[str, str]:
    body = fields(json)
    return text(body, "name"), text(body, "version")
