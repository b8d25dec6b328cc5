import time

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.compiler import building
from engine.compiler.nodes import Mapping, Scalar, Sequence, Style
from engine.compiler.reader import read
from engine.diagnostics import Place

from .yaml_strategies import RULES, damaged_rules, soups


def codes(document):
    return [(one.code, one.place.line, one.place.column) for one in document.diagnostics]


def only(content):
    document = read("rules.yaml", content)
    (mistake,) = document.diagnostics
    return mistake


def plain_tree(node):
    match node:
        case Scalar():
            return node.text
        case Mapping():
            return {key.text: plain_tree(value) for key, value in node.entries}
        case Sequence():
            return [plain_tree(item) for item in node.items]


REFUSALS = [
    ("an alias", b"a: *x", "yaml-alias", 1, 4),
    ("an alias as a key", b"*x : 1", "yaml-alias", 1, 1),
    ("an anchor on a scalar", b"a: &x 1", "yaml-anchor", 1, 4),
    ("an anchor on a mapping", b"a: &x\n  b: 1", "yaml-anchor", 1, 4),
    ("an anchor on a list", b"a: &x [1]", "yaml-anchor", 1, 4),
    ("an anchor without a name", b"a: & b", "yaml-syntax", 1, 4),
    ("a tag of its own", b"a: !money 5", "yaml-tag", 1, 4),
    ("a tag of YAML", b"a: !!str 5", "yaml-tag", 1, 4),
    ("a tag without a name", b"a: ! 5", "yaml-tag", 1, 4),
    ("a verbatim tag", b"a: !<tag:yaml.org,2002:str> 5", "yaml-tag", 1, 4),
    ("a tag on a key", b"!x a: 5", "yaml-tag", 1, 1),
    ("a tag with an unknown handle", b"a: !x!y 5", "yaml-tag", 1, 4),
    ("a tag that does not end", b"a: !<x 5", "yaml-tag", 1, 4),
    ("a tag with a broken escape", b"a: !%zz 5", "yaml-tag", 1, 4),
    ("a merge key", b"a:\n  <<: {b: 1}", "yaml-merge", 2, 3),
    ("a key given twice", b"a: 1\nb: 2\na: 3", "yaml-duplicate-key", 3, 1),
    ("a key given twice in another style", b"a: 1\n'a': 3", "yaml-duplicate-key", 2, 1),
    ("a list as a key", b"[a]: 1", "yaml-key", 1, 1),
    ("a mapping as a key", b"? {a: 1}\n: 1", "yaml-key", 1, 3),
    ("no key", b": 1", "yaml-key", 1, 1),
    ("an empty key", b"? \n: 1", "yaml-key", 1, 2),
    ("a second document", b"a: 1\n---\nb: 1", "yaml-documents", 2, 1),
    ("an empty second document", b"a: 1\n---\n", "yaml-documents", 2, 1),
    ("text behind the document", b"a: 1\n...\nb: 1", "yaml-documents", 3, 1),
    ("a %YAML directive", b"# x\n%YAML 1.1\n---\na: 1", "yaml-directive", 2, 1),
    ("a %YAML directive of another version", b"%YAML 9.0\n---\na: 1", "yaml-directive", 1, 1),
    ("a %TAG directive", b"%TAG !a! x:\n---\na: 1", "yaml-directive", 1, 1),
    ("an unknown directive", b"%RULES\n---\na: 1", "yaml-directive", 1, 1),
    ("a directive without a document", b"%YAML 1.1\na: 1", "yaml-directive", 2, 1),
    ("a tab that indents a key", b"a:\n\tb: 1", "yaml-tab", 2, 1),
    ("a tab that indents text", b"a: x\n\ty", "yaml-tab", 2, 1),
    ("a tab that indents a block", b"a: |\n\tx", "yaml-tab", 2, 1),
    ("a no-break space that indents", b"a: 1\n\xc2\xa0b: 2", "yaml-space", 2, 1),
    ("an empty file", b"", "yaml-empty", 1, 1),
    ("a file of comments", b"# nothing\n", "yaml-empty", 1, 1),
    ("an empty document", b"---\n", "yaml-empty", 2, 1),
    ("an empty value", b"a:\nb: 1", "yaml-empty", 1, 3),
    ("an empty value in brackets", b"a: {b: , c: 1}", "yaml-empty", 1, 8),
    ("an empty list item", b"-\n- a", "yaml-empty", 1, 2),
    ("a key that lacks its space", b"{a:b}", "yaml-empty", 1, 2),
    ("a comma in text in brackets", b"a: {b: x, of y}", "yaml-empty", 1, 11),
    ("text where a key was expected", b"a: 1\nfoo bar\nb: 2", "yaml-syntax", 2, 1),
    ("a colon in plain text", b"a: Payment: how", "yaml-syntax", 1, 11),
    ("a key below a value", b"a: b\n  c: d", "yaml-syntax", 2, 3),
    ("a key below a quoted value", b"a: 'b'\n  c: d", "yaml-syntax", 2, 3),
    ("a key between two columns", b"a:\n   b: 1\n  c: 2", "yaml-syntax", 3, 3),
    ("a key to the left of the first", b"  a: 1\nb: 2", "yaml-syntax", 2, 1),
    ("a list item among keys", b"a: 1\n- b", "yaml-syntax", 2, 1),
    ("a key among list items", b"- a\nb: 1", "yaml-syntax", 2, 1),
    ("a list on the line of its key", b"a: - b", "yaml-syntax", 1, 4),
    ("a question mark", b"a: ? b", "yaml-syntax", 1, 4),
    ("an open bracket", b"a: [1, 2", "yaml-syntax", 1, 4),
    ("an open bracket before a key", b"a: {b: 1\nc: 2", "yaml-syntax", 2, 2),
    ("the wrong bracket", b"a: [1}", "yaml-syntax", 1, 6),
    ("a bracket too many", b"a: [1]]", "yaml-syntax", 1, 7),
    ("text behind a bracket", b"a: [1] 2", "yaml-syntax", 1, 8),
    ("two commas", b"a: [1, , 2]", "yaml-syntax", 1, 8),
    ("a closing bracket alone", b"a: ]", "yaml-syntax", 1, 4),
    ("an open single quote", b"a: 'x\nb: 1", "yaml-syntax", 1, 4),
    ("an open double quote", b'a: "x', "yaml-syntax", 1, 4),
    ("an open quote before a document", b"a: 'x\n---\n", "yaml-syntax", 1, 4),
    ("text behind a quote", b"a: 'x' y", "yaml-syntax", 1, 8),
    ("a quote inside quotes", b"a: 'it's'", "yaml-syntax", 1, 8),
    ("a key behind a quoted key", b"'a' b: 2", "yaml-syntax", 1, 5),
    ("an unknown escape", b'a: "x\\d"', "yaml-syntax", 1, 6),
    ("an escape without its digits", b'a: "\\xZZ"', "yaml-syntax", 1, 5),
    ("an escaped surrogate", b'a: "\\ud83d\\ude00"', "yaml-syntax", 1, 5),
    ("an escape beyond Unicode", b'a: "\\UFFFFFFFF"', "yaml-syntax", 1, 5),
    ("text behind a block indicator", b"a: > x", "yaml-syntax", 1, 6),
    ("an at sign", b"a: @b", "yaml-syntax", 1, 4),
    ("a percent sign", b"a: %b", "yaml-syntax", 1, 4),
    ("a star alone", b"a: * b", "yaml-syntax", 1, 4),
    ("an escape character", b"a: x\x1by", "yaml-control-character", 1, 5),
    ("a next-line character", "a: x\x85y".encode(), "yaml-control-character", 1, 5),
    ("a line separator", "a: x\u2028y".encode(), "yaml-control-character", 1, 5),
    ("text turned around", "a: x\u202ey".encode(), "yaml-control-character", 1, 5),
    ("a byte order mark in the middle", "a: 1\n\ufeffb: 2".encode(), "yaml-control-character", 2, 1),
    ("an escaped NUL", b'a: "x\\u00e9\\0"', "yaml-control-character", 1, 12),
    ("an escaped line separator", b'a: "x\\L"', "yaml-control-character", 1, 6),
    ("NUL", b"a: x\0y", "yaml-encoding", 1, 1),
    ("Windows-1252", b"\xef\xbb\xbfa: 1\nb: \xc3\xa9\xa35", "yaml-encoding", 2, 5),
    ("a lone surrogate", b"a: \xed\xa0\x80", "yaml-encoding", 1, 4),
    ("UTF-8 cut short", b"a: \xf0\x9f", "yaml-encoding", 1, 4),
    ("UTF-16", "a: 1".encode("utf-16"), "yaml-encoding", 1, 1),
    ("UTF-16, big-endian without a mark", "a: 1".encode("utf-16-be"), "yaml-encoding", 1, 1),
    ("UTF-32", "a: 1".encode("utf-32"), "yaml-encoding", 1, 1),
]


@pytest.mark.parametrize(
    ("content", "code", "line", "column"), [pytest.param(*row, id=name) for name, *row in REFUSALS]
)
def test_a_rule_file_must_not_hold(content, code, line, column):
    assert codes(read("rules.yaml", content)) == [(code, line, column)]


TRAPS = {
    "yaml-trap-flag": "yes YES no No on Off y N n True TRUE FALSE tRue",
    "yaml-trap-time": "12:30 1:20:30 -1:20 1:20.5 1:100",
    "yaml-trap-number": "1_000 1_000.5 1.000_5 0x1F 0X1f 0o17 0b1 -0b1 007 00 019 -01.5 1e5 1E+5 1.5e-3 .5e1 1e500 "
    ".inf -.INF .nan .NaN 0xfffffffffffffffffffffffffffffffffffff",
    "yaml-empty": "~ null Null NULL",
}


@pytest.mark.parametrize(("code", "text"), [(code, text) for code, texts in TRAPS.items() for text in texts.split()])
def test_text_that_readers_disagree_about_needs_quotes(code, text):
    assert codes(read("rules.yaml", f"a: {text}".encode())) == [(code, 1, 4)]
    assert codes(read("rules.yaml", f"{text}: a".encode())) == [(code, 1, 1)]
    assert codes(read("rules.yaml", f"- {text}".encode())) == [(code, 1, 3)]
    assert not read("rules.yaml", f"- '{text}'\n- \"{text}\"\n- |\n {text}".encode()).diagnostics


@pytest.mark.parametrize(
    "text",
    [
        *[
            "2026-04-01",
            "0.5% of charges",
            "90 to 95",
            "year 1",
            "10 working days",
            "true",
            "false",
            "0",
            "-0.5",
            "+5",
            "10",
        ],
        *[
            "1,000",
            "2 dp, half up",
            "Schedule 2, paragraph 3.1",
            "01.04.2026",
            "e5",
            "north",
            "yesterday",
            "0x",
            "1e",
            "a:b",
        ],
        *["100 * missed / planned", "x if not y else z", "https://example.org:80/#a", "_1", "12:30 daily", "nothing"],
    ],
)
def test_plain_text_that_everybody_reads_alike_is_fine(text):
    document = read("rules.yaml", f"a: {text}".encode())

    assert not document.diagnostics
    assert document.at(("a",)).text == text


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"a: no", '`no` would be read as a flag by some YAML readers: write `false`, or "no" in quotes for the text'),
        (
            b"a: 0x1F",
            "`0x1F` would be read as a number of another base by some YAML readers: "
            'write `31`, or "0x1F" in quotes for the text',
        ),
        (
            b"a: 010",
            '`010` would be read as an octal number by some YAML readers: write `10`, or "010" in quotes for the text',
        ),
        (b"a:", "expected a value after the key `a`, found nothing"),
        (b"{a:b}", "expected `: ` and a value after `a:b`, found neither: the `:` needs a space behind it"),
        (b"{a: x, of y}", "expected `: ` and a value after `of y`, found neither: put text that holds a `,` in quotes"),
        (b"a: ~", 'expected a value, found `~`: write "~" in quotes for the text'),
        (b"a: Payment: how", "a `: ` inside plain text: put the text in quotes"),
        (b"a: 'it's'", "expected a line break after the closing quote, found `s'`: put the whole text in quotes"),
        (b"a: [1", "expected `,` or the closing `]`, found the end of the file"),
        (b"key:value\nb: 1", "expected `: ` after the key `key:value`: write a space after the `:`"),
        (b"a: \xa35", "expected UTF-8, found the byte 0xA3 at offset 3, `£` in Windows-1252: save the file as UTF-8"),
        ("a: 1".encode("utf-16"), "expected UTF-8, found UTF-16: save the file as UTF-8"),
    ],
)
def test_messages_say_what_to_write_instead(content, message):
    assert only(content).message == message


def test_long_text_is_cut_in_messages():
    assert len(only(b"a: *" + b"x" * 100_000).message) < 200
    assert len(only(b"x" * 900 + b":").message) < 200
    assert len(only(b"a: 0" + b"7" * 100_000).message) < 300


def test_a_line_too_long_to_show_is_left_out():
    assert only(b"a: *" + b"x" * 600).line == ""


def test_what_is_shown_of_a_line_cannot_drive_the_terminal():
    assert only(b"a: x\x1b[31m").line == "a: x\ufffd[31m"


def test_a_key_given_twice_points_at_both_places():
    mistake = only(b"a: 1\nb:\n  c: 1\n  c: 2")

    assert mistake.place == Place("rules.yaml", 4, 3)
    assert mistake.line == "  c: 2"
    assert mistake.also == ((Place("rules.yaml", 3, 3), "first given here"),)


def test_of_a_key_given_twice_the_first_value_stays():
    assert plain_tree(read("rules.yaml", b"a: 1\na: 2\nb: 3").root) == {"a": "1", "b": "3"}


def test_an_open_bracket_is_pointed_at_from_where_reading_ended():
    assert only(b"a: {b: 1\nc: 2").also == ((Place("rules.yaml", 1, 4), "the `{` opens here"),)


def test_every_mistake_is_collected_in_one_pass():
    content = b"a: &x !!str 1\nb: *x\n<<: {c: no}\na: ~\nd: [1_0, {e: }]\nf: [\n"

    found = codes(read("rules.yaml", content))

    assert found == [
        ("yaml-anchor", 1, 4),
        ("yaml-tag", 1, 7),
        ("yaml-alias", 2, 4),
        ("yaml-merge", 3, 1),
        ("yaml-trap-flag", 3, 9),
        ("yaml-duplicate-key", 4, 1),
        ("yaml-empty", 4, 4),
        ("yaml-trap-number", 5, 5),
        ("yaml-empty", 5, 14),
        ("yaml-syntax", 7, 1),
    ]


def test_after_a_hundred_mistakes_reading_ends():
    document = read("rules.yaml", b"- ~\n" * 1000)

    assert len(document.diagnostics) == 101
    assert document.diagnostics[-1].code == "yaml-too-many"
    assert document.root is None


def test_the_tree_keeps_text_style_and_place():
    document = read("rules.yaml", "\ufeffé: 'a'\r\nb: [x, \"y\"]\r\n".encode())

    assert not document.diagnostics
    assert plain_tree(document.root) == {"é": "a", "b": ["x", "y"]}
    second = document.at(("b", 1))
    assert (second.style, second.start, second.end) == (Style.DOUBLE, (15, 2, 8), (18, 2, 11))
    assert document.root.get("b").start == (11, 2, 4)
    assert document.source.line(2) == 'b: [x, "y"]'


def test_a_path_leads_to_its_node_its_key_or_the_nearest_above():
    document = read("rules.yaml", b"kpis:\n  missed:\n    bands: [1, 2]\n")

    assert document.at(("kpis", "missed", "bands", 1)).text == "2"
    assert document.at(("kpis", "missed", "bands", 2)) is None
    assert document.at(("kpis", "missed", "bands", -1)) is None
    assert document.at(()) is document.root
    assert document.key_at(("kpis", "missed")).start.line == 2
    assert document.key_at(("kpis", "mised")) is None
    assert document.key_at(("kpis", "missed", "bands", 0)) is None
    assert document.key_at(()) is None
    assert document.nearest(("kpis", "missed", "bands", 7, "x")) is document.at(("kpis", "missed", "bands"))
    assert document.nearest(("kpi",)) is document.root
    assert read("rules.yaml", b"[").nearest(("kpis",)) is None


def inside(document):
    lines = document.source.text.count("\n") + document.source.text.count("\r") + 1
    return all(1 <= one.place.line <= lines + 1 and one.place.column >= 1 for one in document.diagnostics)


@given(st.one_of(st.binary(), soups, damaged_rules(), st.text().map(str.encode)))
def test_any_bytes_give_a_tree_or_mistakes_inside_the_file(content):
    document = read("rules.yaml", content)

    assert inside(document)
    assert document.root is not None or document.diagnostics


@given(st.one_of(soups, damaged_rules()))
def test_what_is_accepted_reads_as_plain_yaml_does(content):
    document = read("rules.yaml", content)

    if not document.diagnostics:
        assert plain_tree(document.root) == yaml.load(content.decode(), Loader=yaml.CBaseLoader)


@given(st.one_of(soups, damaged_rules()))
def test_no_anchor_alias_or_tag_slips_through(content):
    document = read("rules.yaml", content)

    if not document.diagnostics:
        events = list(yaml.parse(content.decode(), Loader=yaml.CLoader))
        assert not any(getattr(one, "anchor", None) or getattr(one, "tag", None) for one in events)


@settings(deadline=None)
@given(st.one_of(soups, damaged_rules()))
def test_the_pure_loader_never_raises_either(content):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(building, "_LOADER", yaml.Loader)

        document = read("rules.yaml", content)

    assert inside(document)


def test_both_loaders_build_the_same_tree(monkeypatch):
    quick = read("rules.yaml", RULES.encode())
    monkeypatch.setattr(building, "_LOADER", yaml.Loader)

    assert read("rules.yaml", RULES.encode()) == quick
    assert not quick.diagnostics


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"[" * 100_000, id="lists in brackets"),
        pytest.param(b"{" * 100_000, id="mappings in brackets"),
        pytest.param(b"- " * 100_000, id="lists in a block"),
        pytest.param(b"? " * 100_000, id="keys of keys"),
        pytest.param(b"\n".join(b" " * n + b"a:" for n in range(1400)), id="mappings in a block"),
        pytest.param(b"[{a: " * 20_000, id="both by turns"),
    ],
)
def test_deep_nesting_is_refused_and_quickly(content):
    begun = time.perf_counter()

    assert [one.code for one in read("rules.yaml", content).diagnostics] == ["yaml-depth"]
    assert time.perf_counter() - begun < 5  # seconds; without the limit libyaml takes 37


def test_fifty_levels_are_allowed_and_no_more():
    assert not read("rules.yaml", b"[" * 50 + b"a" + b"]" * 50).diagnostics
    assert codes(read("rules.yaml", b"[" * 51 + b"a" + b"]" * 51)) == [("yaml-depth", 1, 51)]


def test_one_mebibyte_is_allowed_and_no_more():
    content = b"a: " + b"x" * ((1 << 20) - 3)

    assert not read("rules.yaml", content).diagnostics
    assert only(content + b"x").code == "yaml-size"
