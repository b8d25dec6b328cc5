"""The thread that follows the ledger and writes a line for each decision, in order, none lost and none twice."""

from __future__ import annotations

import errno
import time
from collections.abc import Sequence
from threading import Event, Thread
from typing import NamedTuple

from structlog.typing import FilteringBoundLogger

from engine.decision_log.line import line
from engine.decision_log.masking import Masking
from engine.decision_log.rendering import Lines
from engine.decision_log.sink import Sink
from engine.decision_log.written import LogMismatchError, LogPlaceError, check_recorded, last_of
from engine.errors import PlimsollError
from engine.model.ledger import Entry, EntryKind, Ledger

# What passes without anybody's seeing to the place of the log.
_PASSING = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EINTR, errno.EMFILE, errno.ENFILE})


class Pace(NamedTuple):
    """How many decisions are written at once, and times in seconds.

    After something was recorded the log *lingers* for more, which costs nobody anything: replies never wait for it. It
    *looks* that often whether it shall stop. What is written *settles* at the latest after that time. Where writing
    fails it tries again after *first_retry*, then ever later up to *last_retry*.
    """

    at_once: int = 200
    linger: float = 0.05
    look: float = 0.25
    settle: float = 1.0
    first_retry: float = 0.1
    last_retry: float = 5.0


class DecisionLog:
    """Writes the decisions of *ledger* to *sink*; *log* is the application log, told once when writing fails."""

    def __init__(
        self, ledger: Ledger, sink: Sink, masking: Masking, log: FilteringBoundLogger, *, pace: Pace | None = None
    ) -> None:
        self._ledger, self._sink, self._masking, self._log = ledger, sink, masking, log
        self._pace = pace or Pace()
        self._lines = Lines()
        self._stopping, self._given_up = Event(), Event()
        self._thread = Thread(target=self._run, name="decision-log", daemon=True)
        self._is_open = self._is_drained = False
        self._written = self._looked_at = 0
        self._settled = time.monotonic()
        self._retry = self._pace.first_retry
        self._problem: str | None = None

    @property
    def problem(self) -> str | None:
        """Why decisions are not being written, in words; None while they are."""
        return self._problem

    @property
    def position(self) -> int:
        """The position of the last decision that is written, 0 before the first."""
        return self._written

    def start(self) -> None:
        """Begin; LogMismatchError where what is in the place of the log is none, or is not of this ledger.

        LogPlaceError where there can be no log in that place. A disk that is full, or a ledger that cannot be read, is
        a `problem`, and is tried again.
        """
        try:
            self._open()
        except LogMismatchError:
            raise
        except (OSError, PlimsollError) as error:
            if isinstance(error, OSError) and error.errno not in _PASSING:
                advice = "see that its folder is there, and that this user may write it"
                raise LogPlaceError(f"{_worded(error, self._sink.name)}; {advice}") from error
            self._fail(error)
        self._thread.start()

    def stop(self, seconds: float) -> bool:
        """Write what is recorded by now, for at most *seconds*, and end; return whether all of it is written.

        A log that cannot be written, and lacks nothing, is not waited for.
        The ledger is closed after this, not before.
        """
        self._stopping.set()
        if not self._thread.is_alive():
            return self._is_drained
        self._thread.join(seconds)
        self._given_up.set()
        # What it is in the middle of ends soon; a disk that hangs keeps nobody.
        self._thread.join(self._pace.look)
        return self._is_drained

    def _run(self) -> None:
        while not (self._is_drained or self._given_up.is_set()):
            try:
                self._turn()
            except Exception as error:  # noqa: BLE001  # the log outlives everything, and a thread that ends is silent
                self._fail(error)
                self._wait_to_retry()
        try:
            self._sink.close()
        except OSError as error:
            self._fail(error)

    def _turn(self) -> None:
        """Write what is recorded, then wait for more."""
        shall_end = self._stopping.is_set()
        if not self._is_open or self._sink.has_moved:
            self._open()
        head = self._ledger.head()
        entries = self._ledger.entries(self._written, self._pace.at_once, EntryKind.DECIDED)
        if entries:
            self._write(entries)
        self._recover()
        if len(entries) == self._pace.at_once:
            self._settle_in_time()
            return
        self._looked_at = max(head, self._written)
        self._is_drained = shall_end
        if not shall_end:
            self._wait()

    def _wait_to_retry(self) -> None:
        if not self._stopping.is_set():
            self._stopping.wait(self._retry)
        elif self._lacks_nothing():
            self._is_drained = True
        else:
            self._given_up.wait(self._retry)

    def _lacks_nothing(self) -> bool:
        try:
            return not self._ledger.entries(self._written, 1, EntryKind.DECIDED)
        except Exception:  # noqa: BLE001  # as above: what cannot be read may be lacking
            return False

    def _open(self) -> None:
        self._is_open = False
        written = self._sink.open()
        if written:
            check_recorded(written, self._ledger, f"`{self._sink.name}`")
        self._written = written.position if written else 0
        self._is_open = True

    def _write(self, entries: Sequence[Entry]) -> None:
        last = last_of(entries)
        self._sink.write(self._lines.rendered(line(entry, self._masking) for entry in entries), last)
        self._written = last.position

    def _wait(self) -> None:
        if self._ledger.wait(self._looked_at, self._pace.look):
            self._settle_in_time()
            self._stopping.wait(self._pace.linger)
        else:
            self._settle()

    def _settle_in_time(self) -> None:
        if time.monotonic() - self._settled >= self._pace.settle:
            self._settle()

    def _settle(self) -> None:
        self._sink.settle()
        self._settled = time.monotonic()

    def _fail(self, error: Exception) -> None:
        """Note why writing fails, once; the sink, whose state is unknown, is opened again before more is written."""
        expected = isinstance(error, OSError | PlimsollError)
        words = _worded(error, self._sink.name)
        if self._problem is None:
            self._log.error(
                "the decision log cannot be written", log=self._sink.name, problem=words, exc_info=not expected
            )
        else:
            self._retry = min(self._retry * 2, self._pace.last_retry)
        self._problem = words
        self._is_open = False

    def _recover(self) -> None:
        if self._problem is not None:
            self._log.info("the decision log is written again", log=self._sink.name, position=self._written)
            self._problem, self._retry = None, self._pace.first_retry


def _worded(error: Exception, name: str) -> str:
    if isinstance(error, OSError):
        return f"expected to write the decision log `{name}`: {(error.strerror or str(error)).lower()}"
    return str(error) if isinstance(error, PlimsollError) else f"{type(error).__name__}: {error}"
