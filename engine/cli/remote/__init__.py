"""The side of the command line that asks a running server."""
