"""Releases whose words and counts would be nearly as likely without any one person: differential privacy."""
