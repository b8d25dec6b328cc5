"""Use cases over the pure core and the ledger port: what a contract's users ask for, whatever the transport."""
