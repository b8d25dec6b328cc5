"""Of every adapter: many who write at once."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Thread

from engine.errors import ConflictError, DeadlineError, StaleStandingError, UnavailableError
from engine.ledger.chain import START, linked
from engine.model.ledger import all_entries
from tests.ledger.builders import change, decision, recorded, registration, request

WRITERS = 16
SOON = 60


def check_chains(ledger):
    """Every position is there, and every contract has a chain without a gap."""
    heads = {}
    for place, entry in enumerate(all_entries(ledger), start=1):
        version, previous = heads.get(entry.contract, (0, START))
        assert (entry.position, entry.version, entry.previous) == (place, version + 1, previous)
        assert entry.hash == linked(entry)
        heads[entry.contract] = (entry.version, entry.hash)
    return {contract: version for contract, (version, _) in heads.items()}


def test_contracts_are_written_at_once_without_mixing(ledger):
    def work(writer):
        for contract in (f"{writer}-{number}" for number in range(4)):
            ledger.append(registration(contract))
            for number in range(5):
                appended = ledger.append(decision(contract, 1 + 2 * number, request=request(f"{contract}-{number}")))
                assert tuple(ledger.stream(contract, 1 + 2 * number)) == appended.entries

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(work, range(WRITERS), timeout=SOON))

    assert check_chains(ledger) == {f"{writer}-{number}": 11 for writer in range(WRITERS) for number in range(4)}


def test_of_those_who_write_one_contract_at_once_one_comes_first(ledger):
    ledger.append(registration())

    def work(writer):
        refused = 0
        for number in range(5):
            while True:
                try:
                    ledger.append(change(after=ledger.version("cedar"), request=request(f"{writer}-{number}")))
                    break
                except StaleStandingError:
                    refused += 1
        return refused

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(work, range(WRITERS), timeout=SOON))

    assert check_chains(ledger) == {"cedar": 1 + 5 * WRITERS}


def test_a_request_that_comes_many_times_at_once_is_recorded_once(ledger):
    ledger.append(registration())

    with ThreadPoolExecutor(WRITERS) as pool:
        appended = list(pool.map(lambda _: ledger.append(decision(request=request())), range(WRITERS), timeout=SOON))

    assert Counter(one.repeated for one in appended) == {False: 1, True: WRITERS - 1}
    assert len({one.entries for one in appended}) == 1
    assert ledger.head() == 3


def test_readers_see_an_append_whole_or_not_at_all(ledger):
    ledger.append(registration())
    written = Event()

    def read():
        seen = set()
        while not written.is_set():
            seen.add(len(ledger.stream("cedar")))
            seen.add(len(ledger.entries(0, 1000)))
        return seen

    with ThreadPoolExecutor(4) as pool:
        reading = [pool.submit(read) for _ in range(4)]
        for number in range(100):
            ledger.append(decision(after=1 + 2 * number))
        written.set()

        assert all(length % 2 == 1 for one in reading for length in one.result(SOON))


class Held:
    """Keeps a ledger from writing until it is let go, so that what comes meanwhile waits and is written together."""

    def __init__(self, ledger) -> None:
        self._ledger = ledger
        self._reached, self._go_on = Event(), Event()

    def __enter__(self):
        self._thread = Thread(target=self._ledger.append, args=(registration("held", wanted=self._wanted),))
        self._thread.start()
        assert self._reached.wait(SOON)
        return self

    def __exit__(self, *_):
        self.let_go()
        self._thread.join(SOON)

    def let_go(self):
        self._go_on.set()

    def _wanted(self):
        self._reached.set()
        return self._go_on.wait(SOON)


def outcome(ledger, wanted):
    try:
        return ledger.append(wanted)
    except Exception as error:  # noqa: BLE001  # whatever it is, the test says which
        return type(error)


def test_of_appends_that_are_written_together_one_that_is_refused_fails_alone(ledger):
    recorded(ledger, registration("cedar"), registration("oak", request=request("used")), registration("elm"))
    together = {
        "fits": decision("cedar"),
        "stale": decision("oak", after=9),
        "unwanted": decision("oak", wanted=lambda: False),
        "reused": decision("oak", request=request("used", "other content")),
        "repeated": registration("oak", request=request("used")),
        "broken": decision("oak", wanted=lambda: 1 / 0),
        "fits too": decision("elm"),
    }

    with ThreadPoolExecutor(len(together)) as pool, Held(ledger) as held:
        waiting = {name: pool.submit(outcome, ledger, wanted) for name, wanted in together.items()}
        held.let_go()
        became = {name: one.result(SOON) for name, one in waiting.items()}

    assert (became["stale"], became["unwanted"]) == (StaleStandingError, DeadlineError)
    assert (became["reused"], became["broken"]) == (ConflictError, ZeroDivisionError)
    assert became["repeated"].repeated
    assert {one.contract for name in ("fits", "fits too") for one in became[name].entries} == {"cedar", "elm"}
    assert check_chains(ledger) == {"cedar": 3, "oak": 1, "elm": 3, "held": 1}


def test_what_waits_when_the_ledger_is_closed_is_recorded_or_refused(ledger):
    ledger.append(registration())

    with ThreadPoolExecutor(2) as pool, Held(ledger) as held:
        waiting = pool.submit(outcome, ledger, decision())
        closing = pool.submit(ledger.close)
        held.let_go()

        assert closing.result(SOON) is None
        assert waiting.result(SOON) is UnavailableError or len(waiting.result(SOON).entries) == 2
