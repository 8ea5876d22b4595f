"""Test plans and reports in every format."""
