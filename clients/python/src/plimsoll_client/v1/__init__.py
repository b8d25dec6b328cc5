"""Generated from `proto/plimsoll/v1` by `python proto/generate.py`; never edited."""
