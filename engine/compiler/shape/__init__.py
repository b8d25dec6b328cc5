"""What a rule file looks like: the models that it is read with and that its JSON Schema is generated from."""
