"""The adapters of the ledger: one in memory for tests, one on SQLite, held to the same suite."""
