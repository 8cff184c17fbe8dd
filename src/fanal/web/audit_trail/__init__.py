"""The audit trail: hash-chained per organisation, verified after erasures too, its heads stamped outside."""
