from dataclasses import replace
from decimal import Decimal

from hypothesis import event, example, given, settings

from engine.expression import Program, Undecidable, compiled
from engine.model.decimals import exactly
from tests.expression.builders import ANY, VALUES, VOCABULARY, TableHistory
from tests.expression.strategies import expressions, histories, values

UNROUNDED = replace(VOCABULARY, quotients_rounded=False)


def outcome(run, names, history):
    """What *run* gives, to the last zero, or its error."""
    try:
        with exactly():
            return repr(run(names, history))
    except Undecidable as error:
        return repr(error)


@settings(max_examples=500, deadline=None)
@given(expressions(), values, histories)
@example("late and 1 / planned > 2", {**VALUES, "late": False, "planned": Decimal(0)}, TableHistory())
@example("1 < planned < 1 / missed < 5 < stay", {**VALUES, "planned": Decimal(0), "missed": Decimal(0)}, TableHistory())
def test_compiled_code_gives_what_the_reference_gives(text, names, history):
    quick = compiled(text, UNROUNDED, expected=ANY)
    reference = compiled(text, UNROUNDED, expected=ANY, reference=True)

    assert quick == reference
    if isinstance(quick, Program):
        value = outcome(quick.value, names, history)
        event(value.partition("(")[0])
        assert value == outcome(reference.value, names, history)
        assert outcome(quick.examined, names, history) == outcome(reference.examined, names, history)
        assert value == outcome(lambda *about: quick.examined(*about)[0], names, history)
