"""What stands behind check and test: rule files and their tests."""
