"""Between the wire and the application: the only place where fields of messages are read and written."""
