"""Ports held in memory: fakes for the tests of core and services."""
