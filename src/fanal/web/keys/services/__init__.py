"""What is done with keys: organisations' (`organisation`), persons' (`persons`), erasure, rotation."""

from fanal.web.keys.services.erasing import Applied, apply_erasures, person_erase
from fanal.web.keys.services.openings import change_passphrase, host_opening_set
from fanal.web.keys.services.organisation import keys_create, lock, unlock, unlock_all_by_host, unlock_by_host
from fanal.web.keys.services.persons import hold_lift, hold_set, person_key_create, person_keys_create
from fanal.web.keys.services.rotation import rotate

__all__ = [
    "Applied",
    "apply_erasures",
    "change_passphrase",
    "hold_lift",
    "hold_set",
    "host_opening_set",
    "keys_create",
    "lock",
    "person_erase",
    "person_key_create",
    "person_keys_create",
    "rotate",
    "unlock",
    "unlock_all_by_host",
    "unlock_by_host",
]
