"""Cases out of records of HTCDS, and records of HTCDS out of cases."""
