"""Tests of the privacy engine; a package, so that two rooms may each have a test_risk.py."""
