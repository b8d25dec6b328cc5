"""Values with one of their many renderings in YAML, YAML that is nearly right, and bytes that are nothing."""

import re

from hypothesis import strategies as st

VISIBLE = "abz09éß漢😀𐍈€£%*/+<>=().'\"\\#:-,[]{}&!|?@`~_;"
SAFE = "abzé漢😀𐍈%*/+<=()_;\"'"  # what plain text may hold anywhere behind its first letter
BREAKS = st.sampled_from(["\n", "\r\n", "\r"])

words = st.text(VISIBLE, min_size=1, max_size=6)
safe_words = st.text(SAFE, max_size=6).map(lambda rest: "x" + rest)


@st.composite
def folds(draw):
    """What may stand between two words of flow text: blanks, or line breaks with indentation."""
    if draw(st.booleans()):
        return draw(st.sampled_from([" ", "  ", " \t "]))
    blank_lines = "".join(draw(st.lists(BREAKS, max_size=2)))
    return draw(st.sampled_from(["", " "])) + blank_lines + draw(BREAKS) + " " * draw(st.integers(3, 6))


@st.composite
def flow_text(draw, word):
    first, *rest = draw(st.lists(word, min_size=1, max_size=5))
    return first + "".join(draw(folds()) + one for one in rest)


@st.composite
def plain(draw):
    return draw(flow_text(safe_words))


@st.composite
def single_quoted(draw):
    return "'" + draw(flow_text(words.map(lambda word: word.replace("'", "''")))) + "'"


ESCAPES = st.sampled_from(
    [
        "\\n",
        "\\t",
        "\\r",
        "\\ ",
        '\\"',
        "\\\\",
        "\\/",
        "\\x41",
        "\\xe9",
        "\\u6f22",
        "\\u0020",
        "\\U0001F600",
        "\\_",
        "\\\n  ",
    ]
)
double_words = st.lists(
    st.one_of(st.text(VISIBLE, min_size=1, max_size=3).map(lambda text: re.sub(r'["\\]', "", text) or "q"), ESCAPES),
    min_size=1,
    max_size=4,
).map("".join)


@st.composite
def double_quoted(draw):
    return '"' + draw(flow_text(double_words)) + '"'


@st.composite
def blocks(draw):
    """A literal or folded block: header, comment, chomping, deeper lines, empty lines, `#` as text."""
    indent = " " * draw(st.integers(3, 6))
    header = (
        draw(st.sampled_from("|>")) + draw(st.sampled_from(["", "-", "+"])) + draw(st.sampled_from(["", " # | note"]))
    )
    first = indent + draw(words)
    deeper = st.tuples(st.sampled_from(["", "  ", "\t"]), words, st.sampled_from(["", " ", " w"])).map("".join)
    lines = draw(st.lists(st.one_of(st.just(""), deeper.map(lambda line: indent + line)), max_size=5))
    return header + "".join(draw(BREAKS) + line for line in [*draw(st.sampled_from([[], [""]])), first, *lines])


renderings = st.one_of(plain(), single_quoted(), double_quoted(), blocks())

RULES = """\
# yaml-language-server: $schema=../rule-set.schema.json
rule_set: homecare-north
in_force: 2026-04-01
reporting: {every: month, due: 10 working days}
kpis:
  missed_visits:
    title: "Visits \\u00e9 missed"
    value: 100 * visits_missed / visits_planned
    bands: {good: 0.5, approaching_target: 1.0}
    of: [Outstanding, 'Requires improvement']
    note: |
      first # not a comment
        deeper
    folded: >-
      one
      two
escalation:
  - policy: ladder
    rungs:
      - rung: routine
      - {rung: exit, enter: points(last=3) >= 12}
"""

SNIPPETS = st.sampled_from(
    [
        *["&a ", "*a", "!!str ", "! ", "<<: ", "? ", ": ", "- ", "a: ", "visits_missed", "\n  ", " ", "  ", "\t"],
        *["'", '"', "[", "]", "{", "}", ",", "#", "%", "@", "|", ">", "~", "no", "1e5", "12:30", "007", "\\"],
        *["\n", "\r", "\r\n", "\n---\n", "\n...\n", "\n%YAML 1.1\n", '"\\ud83d"', '"\\x00"'],
        *["\ufeff", "\x00", "\x85", "\u2028", "\xa0", "😀"],
    ]
)


@st.composite
def damaged_rules(draw):
    """A rule file after a few slips of the keyboard."""
    text = RULES
    for _ in range(draw(st.integers(1, 5))):
        start = draw(st.integers(0, len(text)))
        cut = draw(st.integers(0, 3))
        text = text[:start] + draw(st.one_of(SNIPPETS, st.text(max_size=2))) + text[start + cut :]
    return text.encode("utf-8", "surrogatepass")


soups = st.lists(SNIPPETS, max_size=30).map(lambda parts: "".join(parts).encode("utf-8", "surrogatepass"))
