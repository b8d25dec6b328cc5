"""From the text of rule files to rule sets, or every diagnostic at once."""
