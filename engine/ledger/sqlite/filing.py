"""Whether every entry of a ledger file is found again under what its body says, and nothing else is."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import TypeAlias

from engine.errors import BrokenEntryError
from engine.ledger.meaning import Meaning
from engine.ledger.sqlite.mistake import Mistake
from engine.ledger.sqlite.rows import Row, entry_of, filed_row
from engine.model.ledger import Entry

Read: TypeAlias = Callable[[Entry], Meaning]


def misfiled(connection: sqlite3.Connection, read: Read) -> Iterator[Mistake]:
    """Yield every entry that stands in the other tables in another way than *read* reads its body."""
    digests = {digest for [digest] in connection.execute("SELECT digest FROM rule_sets")}
    for row in connection.execute(_FILED):
        entry = entry_of(row[:-5])
        for message in _differences(entry, row[-5:], read, digests):
            yield Mistake(message, entry.position, entry.contract, entry.version)


def strays(connection: sqlite3.Connection) -> Iterator[Mistake]:
    """Yield what the other tables lack of the entries, or have beside them."""
    for expected, text in _STRAYS.items():
        for position, contract, version in connection.execute(text):
            yield Mistake(f"expected {expected}", position, contract, version)
    for digest, position, canonical in connection.execute("SELECT digest, position, canonical FROM rule_sets"):
        if sha256(canonical.encode()).hexdigest() != digest:
            yield Mistake(f"expected the rules of the digest `{digest}`, found others under it", position)


def _differences(entry: Entry, row: Row, read: Read, digests: set[str]) -> Iterator[str]:
    try:
        filed, rules = read(entry)
    except BrokenEntryError as error:
        yield f"expected a body that can be read: {error.__cause__ or error}"
        return
    if (expected := filed_row(filed)) != tuple(row):
        yield f"expected it listed under {_words(expected)}, found it under {_words(row)}"
    if rules is not None and rules not in digests:
        yield f"expected the rules of the digest `{rules}`, by which it was decided, found none"


def _words(row: Row) -> str:
    return ", ".join(f"`{value}`" for value in row if value is not None) or "nothing"


_FILED = """
    SELECT entries.*,
           coalesce(decisions.provider, contracts.provider), coalesce(decisions.rule_set, contracts.rule_set),
           first, last, outcome
    FROM entries
    LEFT JOIN decisions ON decisions.position = entries.position
    LEFT JOIN contracts ON contracts.contract = entries.contract AND contracts.position = entries.position
    ORDER BY entries.position
"""

# By what was expected; each finds position, contract and version of the first entry that it does not hold for.
_STRAYS = {
    "each decision to be listed with its contract": """
        SELECT entries.position, entries.contract, version FROM entries LEFT JOIN decisions USING (position)
        WHERE kind = 'decided' AND decisions.contract IS NOT entries.contract ORDER BY position LIMIT 1
    """,
    "only decisions to be listed as decisions": """
        SELECT decisions.position, decisions.contract, 0 FROM decisions LEFT JOIN entries USING (position)
        WHERE kind IS NOT 'decided' ORDER BY position LIMIT 1
    """,
    "each contract to be listed where it was registered": """
        SELECT entries.position, entries.contract, version FROM entries LEFT JOIN contracts USING (contract)
        WHERE kind = 'registered' AND contracts.position IS NOT entries.position ORDER BY entries.position LIMIT 1
    """,
    "only contracts that were registered to be listed": """
        SELECT contracts.position, contracts.contract, 0 FROM contracts LEFT JOIN entries USING (position)
        WHERE kind IS NOT 'registered' ORDER BY position LIMIT 1
    """,
    "a request to have made entries of one contract, one after the other": """
        SELECT first, coalesce(entries.contract, ''), coalesce(version, 0)
        FROM requests LEFT JOIN entries ON position = first
        WHERE first > last OR (
            SELECT count(*) <> last - first + 1 OR count(DISTINCT other.contract) <> 1
            FROM entries AS other WHERE other.position BETWEEN first AND last
        ) ORDER BY first LIMIT 1
    """,
    "each entry to be made by one request at most": """
        SELECT first, contract, version
        FROM (SELECT first, lag(last) OVER (ORDER BY first) AS before FROM requests) JOIN entries ON position = first
        WHERE before >= first ORDER BY first LIMIT 1
    """,
    "kept rules to have decided an entry": """
        SELECT rule_sets.position, '', 0 FROM rule_sets LEFT JOIN entries USING (position)
        WHERE kind IS NOT 'decided' ORDER BY rule_sets.position LIMIT 1
    """,
    "rules to be settled by what is not undecided, and by nothing else": """
        SELECT rule_sets.position, decisions.contract, 0 FROM rule_sets JOIN decisions USING (position)
        WHERE settled <> (outcome <> 'undecided') ORDER BY rule_sets.position LIMIT 1
    """,
}
