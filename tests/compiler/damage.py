"""Rule files after slips of the keyboard: lines lost, doubled and swapped, values replaced, whole pieces moved."""

import re

from hypothesis import strategies as st

from .rule_files import EXAMPLES

TEXTS = [path.read_text() for path in EXAMPLES]
VALUES = [
    *("0", "-1", "1.50", "10%", "100%", "0.5% of charges", "visits", "good", "green", "red", "true", "no", "~", "''"),
    *("[]", "{}", "[a, b]", "{a: b}", "{year 1: 1, year 2: 2}", "{year 2: 1}", "{from 2026-04-01: 1}", "[[[]]]"),
    *("90 to 95", "more than 3", "otherwise", "2026-04-01", "10 working days", "1 dp, half up", "month", "double"),
    *("a + b", "failures() >= 1", "points(last=999) > 1", "1 / 0", "x.y", "((", "'", '"', "|", "*a", "&a b", "!t x"),
    *("procurement-act-2023", "ladder", "service_credits", "fixed_fee", "leave_out", "99999999999999999999999"),
]
KEYS = [
    *("kpis", "measures", "payment", "escalation", "caps", "was", "value", "bands", "points", "better", "precision"),
    *("worst_of", "weighted_score", "how_many", "rated", "not_rated", "scores", "ratings", "policy", "rungs", "cap"),
    *("type", "of", "default", "scale", "failure", "titel", "year 1", "<dated>", "<value>", "[key]", "<several>"),
]
_VALUE = re.compile(r"(?<=: )[^\n{}\[\],]+")
_KEY = re.compile(r"[A-Za-z_][\w ]*(?=:(?: |\n))")


def _without(lines, draw):
    start = draw(st.integers(0, len(lines) - 1))
    return lines[:start] + lines[start + draw(st.integers(1, 3)) :]


def _doubled(lines, draw):
    start, to = draw(st.integers(0, len(lines) - 1)), draw(st.integers(0, len(lines)))
    return lines[:to] + lines[start : start + draw(st.integers(1, 4))] + lines[to:]


def _swapped(lines, draw):
    one, other = draw(st.integers(0, len(lines) - 1)), draw(st.integers(0, len(lines) - 1))
    lines = list(lines)
    lines[one], lines[other] = lines[other], lines[one]
    return lines


def _indented(lines, draw):
    at = draw(st.integers(0, len(lines) - 1))
    shift = draw(st.sampled_from([-2, 2, 4]))
    line = " " * shift + lines[at] if shift > 0 else lines[at].removeprefix("  ")
    return [*lines[:at], line, *lines[at + 1 :]]


def _replaced(pattern, words):
    def replace(lines, draw):
        text = "\n".join(lines)
        places = [found.span() for found in pattern.finditer(text)]
        if not places:
            return lines
        start, end = draw(st.sampled_from(places))
        word = draw(st.one_of(st.sampled_from(words), st.text(max_size=8)))
        return (text[:start] + word + text[end:]).split("\n")

    return replace


SLIPS = [
    _without,
    _doubled,
    _swapped,
    _indented,
    _replaced(_VALUE, VALUES),
    _replaced(_VALUE, VALUES),
    _replaced(_KEY, KEYS),
]


@st.composite
def damaged(draw):
    """A whole rule file after one to four slips, in bytes."""
    lines = draw(st.sampled_from(TEXTS)).split("\n")
    for _ in range(draw(st.integers(1, 4))):
        lines = draw(st.sampled_from(SLIPS))(lines, draw) or [""]
    return "\n".join(lines).encode("utf-8", "surrogatepass")
