"""The sandboxed expression language: parse, check types, compile; simpleeval is the reference."""

from engine.expression.checking import FUNCTIONS
from engine.expression.compilation import compiled
from engine.expression.counting import Aggregate
from engine.expression.failure import NoActivity, Undecidable
from engine.expression.fault import Fault
from engine.expression.history import History, NoHistory, Window
from engine.expression.local_time import LocalTime
from engine.expression.program import Examined, Program
from engine.expression.types import Kind, Typed
from engine.expression.vocabulary import Columns, Vocabulary

__all__ = [
    "FUNCTIONS",
    "Aggregate",
    "Columns",
    "Examined",
    "Fault",
    "History",
    "Kind",
    "LocalTime",
    "NoActivity",
    "NoHistory",
    "Program",
    "Typed",
    "Undecidable",
    "Vocabulary",
    "Window",
    "compiled",
]
