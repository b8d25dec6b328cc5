"""The ledger in one file of SQLite, which needs nothing beside Python."""
