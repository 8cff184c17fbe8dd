"""Fields of models that know how to seal and open what they hold.

A value is assigned and read plain. It is sealed when its row is saved, and opened only when it is read: a row
whose names nobody asks for needs no key. What seals it is the key of the person that the row is about, where
the model says so, and else the data key of the organisation::

    class File(OrganisationModel):
        person = models.UUIDField()
        name = SealedText()

        @property
        def key_person(self) -> UUID | None:
            return self.person

A value is bound to organisation, model, row and field, so a row that is to move to another person is saved,
not updated, and a copied row is refused. A table or field that is renamed has to be sealed anew. Nothing
can be found by a sealed field (`blind_indexes` are for that); `values_list` gives what is sealed. Empty
(None) is not sealed: that there is nothing shows.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from datetime import date
from functools import wraps
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.core import checks
from django.core.exceptions import FieldError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models.query_utils import DeferredAttribute

from fanal.web.keys.hierarchy import Key, owner_key
from fanal.web.keys.host import field_key
from fanal.web.keys.sealing import NOBODY, Place, header_of, open_sealed, padded, seal, unpadded
from fanal.web.organisations.tenancy import OrganisationModel, current_organisation

_as_it_lies: ContextVar[bool] = ContextVar("as_it_lies", default=False)
"""Whether attributes give what lies in the database: while one row is refreshed from another."""


class Ciphertext(bytes):
    """A sealed value as it lies in the database."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"<sealed, {len(self)} bytes>"

    __str__ = __repr__


class _SealedAttribute(DeferredAttribute):
    """Opens the value of a row the first time it is asked for."""

    def __get__(self, instance: models.Model | None, cls: Any = None) -> Any:
        held = super().__get__(instance, cls)
        if not isinstance(held, Ciphertext) or _as_it_lies.get():
            return held
        plain = self.field.opened(instance, held)
        instance.__dict__[self.field.attname] = plain
        return plain

    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class SealedField(models.Field):
    """A column of sealed bytes. Subclasses say what is plain."""

    descriptor_class = _SealedAttribute
    plain_type: type[Any] = bytes
    base = OrganisationModel
    """What a model with such a field is a subclass of."""

    if TYPE_CHECKING:
        # Attributes of a row are plain values.
        def __get__(self, instance: Any, owner: Any = None) -> Any: ...
        def __set__(self, instance: Any, value: Any) -> None: ...

    def __init__(self, *args: Any, **options: Any) -> None:
        if options.get("unique") or options.get("db_index") or options.get("primary_key"):
            raise TypeError("nothing is found by a sealed field: neither unique nor indexed")
        super().__init__(*args, **options)
        if self.max_length is not None:
            self.validators.append(MaxLengthValidator(self.max_length))

    def encode(self, plain: Any) -> bytes:
        """Write a plain value as bytes."""
        return bytes(plain)

    def decode(self, raw: bytes) -> Any:
        """Read a plain value from its bytes."""
        return raw

    def owner(self, instance: models.Model) -> UUID | None:
        """Say whose key seals a row."""
        return getattr(instance, "key_person", None)

    def place(self, instance: models.Model) -> Place:
        """Say where a value stands."""
        organisation = instance.__dict__.get("organisation_id") or current_organisation()
        return Place(organisation=str(organisation), **self._row(instance))

    def key(self, owner: UUID | None, version: int | None, *, opens: bool) -> Key:
        """Give the key of a row."""
        return owner_key(owner, version, opens=opens)

    def opened(self, instance: models.Model, sealed: bytes) -> Any:
        """Open a value of a row."""
        place = self.place(instance)
        version, owner = header_of(sealed, place)
        key = self.key(owner, version, opens=True)
        return self.decode(open_sealed(key.secret, sealed, place))

    def sealed(self, instance: models.Model, plain: Any) -> Ciphertext:
        """Seal a value for a row."""
        if isinstance(plain, Ciphertext) or not isinstance(plain, self.plain_type):
            # Not what it is: it may be a name.
            raise TypeError(f"{self}: wants {self.plain_type.__name__}, not {type(plain).__name__}")
        key = self.key(self.owner(instance), None, opens=False)
        return Ciphertext(seal(key.secret, key.version, self.encode(plain), self.place(instance), key.owner))

    # What Django asks of a field.

    def get_internal_type(self) -> str:
        return "BinaryField"

    def from_db_value(self, value: bytes | None, expression: Any, connection: Any) -> Ciphertext | None:
        return None if value is None else Ciphertext(value)

    def pre_save(self, instance: models.Model, add: bool) -> Ciphertext | None:
        """Seal what is saved; leave what was loaded and never read as it lies, unless it is to move."""
        held = instance.__dict__.get(self.attname)
        if held is None:
            return None
        if isinstance(held, Ciphertext):
            _, owner = header_of(held, self.place(instance))
            if not add and owner == (self.owner(instance) or NOBODY):
                return held
            held = self.opened(instance, held)
        return self.sealed(instance, held)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if value is None:
            return None
        if not isinstance(value, Ciphertext):
            raise TypeError(f"{self} is sealed: save the row, it cannot be updated or compared in SQL")
        return connection.Database.Binary(bytes(value))

    def get_prep_value(self, value: Any) -> Any:
        return value

    def get_lookup(self, lookup_name: str) -> Any:
        """Refuse to find anything by what is sealed, save whether there is something."""
        if lookup_name == "isnull":
            return super().get_lookup(lookup_name)
        raise FieldError(f"{self} is sealed: nothing is found by it; see fanal.web.keys.blind_indexes")

    def get_transform(self, lookup_name: str) -> Any:
        return self.get_lookup(lookup_name)

    def value_to_string(self, obj: models.Model) -> str:
        raise TypeError(f"{self} is sealed: it is not written out")

    def contribute_to_class(self, cls: Any, name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        if not getattr(cls.refresh_from_db, "leaves_sealed", False):
            cls.refresh_from_db = _leaving_sealed(cls.refresh_from_db)

    def check(self, **options: Any) -> list[checks.CheckMessage]:
        """Find models on which a sealed field cannot hold what it promises."""
        found = super().check(**options)
        if not issubclass(self.model, self.base):
            found.append(checks.Error(f"wants a subclass of {self.base.__name__}", obj=self, id="keys.E001"))
        if "update" in getattr(self.model, "withheld", ()):
            found.append(
                checks.Error("rotation cannot seal it anew: use keys.payloads", obj=self, id="keys.E002")
            )
        return found

    def _row(self, instance: models.Model) -> dict[str, str]:
        return {"model": self.model._meta.label_lower, "row": str(instance.pk), "field": self.attname}


class SealedBytes(SealedField):
    """Sealed bytes, such as a wrapped key. Their length shows."""


class SealedText(SealedField):
    """Sealed text. Its length shows in steps of 32 bytes."""

    plain_type = str

    def encode(self, plain: Any) -> bytes:
        return padded(plain.encode())

    def decode(self, raw: bytes) -> str:
        return unpadded(raw).decode()

    def formfield(self, **options: Any) -> Any:
        return super().formfield(**{"form_class": forms.CharField, "max_length": self.max_length, **options})


class SealedDate(SealedField):
    """A sealed date."""

    plain_type = date

    def encode(self, plain: Any) -> bytes:
        return padded(plain.isoformat()[:10].encode())

    def decode(self, raw: bytes) -> date:
        return date.fromisoformat(unpadded(raw).decode())

    def formfield(self, **options: Any) -> Any:
        return super().formfield(**{"form_class": forms.DateField, **options})


class SealedJSON(SealedField):
    """Sealed lists, objects, numbers and text. Their length shows in steps of 32 bytes."""

    plain_type = object

    def encode(self, plain: Any) -> bytes:
        return padded(json.dumps(plain, ensure_ascii=False).encode())

    def decode(self, raw: bytes) -> Any:
        return json.loads(unpadded(raw))

    def formfield(self, **options: Any) -> Any:
        return super().formfield(**{"form_class": forms.JSONField, **options})


class HostSealedText(SealedText):
    """Text of a row of the host, such as a user's name, sealed with a key of the host."""

    base = models.Model

    def owner(self, instance: models.Model) -> UUID | None:
        return None

    def place(self, instance: models.Model) -> Place:
        return Place(organisation="", **self._row(instance))

    def key(self, owner: UUID | None, version: int | None, *, opens: bool) -> Key:
        return Key(*field_key())


def sealed_fields(model: type[models.Model]) -> list[SealedField]:
    """List the fields of a model that keys of organisations seal."""
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, SealedField) and not isinstance(field, HostSealedText)
    ]


def _leaving_sealed(refresh: Callable[..., None]) -> Callable[..., None]:
    """Let a row be refreshed without opening what is sealed: it may be locked, or destroyed."""

    @wraps(refresh)
    def leaving(
        self: models.Model, using: str | None = None, fields: Iterable[str] | None = None, **more: Any
    ) -> None:
        token = _as_it_lies.set(True)
        try:
            refresh(self, using=using, fields=fields, **more)
        finally:
            _as_it_lies.reset(token)

    leaving.leaves_sealed = True  # type: ignore[attr-defined]
    return leaving
