"""Where one installation keeps what: the data folder, the root key outside it, the database."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_config_path, user_data_path

from fanal.presentation import Refusal

DEFAULT_PORT = 8000
SETTINGS = "fanal.web.config.settings"
"""Unless the environment names others."""


@dataclass(frozen=True, kw_only=True)
class Installation:
    """One installation of the site.

    Attributes
    ----------
    data
        The data folder (`FANAL_DATA`): database, sealed files.
    root_key
        The file of the host's root key (`FANAL_ROOT_KEY`), outside the data folder. The list of erasures
        lies beside it.
    database_url, owner_url
        A PostgreSQL server for the site (`DATABASE_URL`) and for migrations (`FANAL_OWNER_URL`); none:
        the embedded database of the data folder.
    hosts
        Names that the site answers to (`FANAL_HOSTS`, comma-separated).
    secure
        Whether it is reached by TLS only (`FANAL_TLS=1`): then cookies and addresses say so.
    """

    data: Path
    root_key: Path
    database_url: str | None = None
    owner_url: str | None = None
    hosts: tuple[str, ...] = ("localhost",)
    secure: bool = False

    @classmethod
    def of(cls, environment: Mapping[str, str] = os.environ) -> Installation:
        """Read it from the environment.

        Raises
        ------
        Refusal
            If the root key would lie inside the data folder, or a server is named for one role only.
        """
        data = Path(environment.get("FANAL_DATA") or _default_data()).expanduser().absolute()
        root_key = environment.get("FANAL_ROOT_KEY") or user_config_path("fanal") / "root.key"
        made = cls(
            data=data,
            root_key=Path(root_key).expanduser().absolute(),
            database_url=environment.get("DATABASE_URL") or None,
            owner_url=environment.get("FANAL_OWNER_URL") or None,
            hosts=tuple(one.strip() for one in environment.get("FANAL_HOSTS", "localhost").split(",")),
            secure=environment.get("FANAL_TLS") == "1",
        )
        if made.root_key.resolve().is_relative_to(made.data.resolve()):
            raise Refusal("web.installation.root-key-inside", file=str(made.root_key))
        if made.owner_url and not made.database_url:
            raise Refusal("web.installation.owner-alone")
        return made

    @property
    def embedded(self) -> bool:
        """Whether the database is the one of the data folder."""
        return self.database_url is None

    @property
    def files(self) -> Path:
        """Where sealed files lie."""
        return self.data / "files"

    @property
    def erasures(self) -> Path:
        """The list of erasures, apart from the database, which every restore applies."""
        return self.root_key.with_name("erasures.jsonl")

    def environment(self) -> dict[str, str]:
        """Give what a process of this installation is started with."""
        said = {
            "FANAL_DATA": str(self.data),
            "FANAL_ROOT_KEY": str(self.root_key),
            "FANAL_HOSTS": ",".join(self.hosts),
            "FANAL_TLS": "1" if self.secure else "0",
            "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", SETTINGS),
        }
        if self.database_url:
            said["DATABASE_URL"] = self.database_url
        if self.owner_url:
            said["FANAL_OWNER_URL"] = self.owner_url
        return said


def _default_data() -> Path:
    # The database does not run as root, and whoever it runs as cannot look into root's own folder.
    return Path("/var/lib/fanal") if os.name == "posix" and os.geteuid() == 0 else user_data_path("fanal")
