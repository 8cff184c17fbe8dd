"""Tests of the release room, as a package so that its tables can be shared."""
