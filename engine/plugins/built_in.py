"""The policies that Plimsoll ships; whoever asks for a catalogue hands them in, like a stranger's."""

from engine.plugins import fixed_fee, ladder, service_credits

BUILT_IN = (fixed_fee, service_credits, ladder)
