"""Payment and escalation policies, and the door that they all come through."""
