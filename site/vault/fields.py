"""Model fields whose values are sealed before the database sees them.

The context is ``app.Model/<pk>/<field>``, so the primary key must be known before the first
save (a UUID with a default), and renaming a model or a field needs a migration that seals anew.
Values are opened when the attribute is read, not when the row is loaded; ``.values()`` yields a
:class:`Sealed`, never the clear value.
"""

import json
from typing import Any

from django.core import checks
from django.db import models
from django.db.models.query_utils import DeferredAttribute

from vault.envelope import key_id, open_sealed, seal
from vault.keys import KEY_BYTES, ring


class Sealed:
    """Ciphertext as it lies in the database."""

    __slots__ = ("blob",)

    def __init__(self, blob: bytes) -> None:
        self.blob = bytes(blob)

    def __repr__(self) -> str:
        return "<sealed>"

    @property
    def is_current(self) -> bool:
        """Whether the active key sealed it; False also for a blob without a readable header."""
        try:
            return key_id(self.blob) == ring().active
        except ValueError:
            return False


class _Attribute(DeferredAttribute):
    """Opens the value on first read and keeps it on the instance; loads a deferred one."""

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        value = super().__get__(instance, cls)
        if isinstance(value, Sealed):
            value = instance.__dict__[self.field.attname] = self.field.open(value, instance.pk)
        return value

    def __set__(self, instance: Any, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class EncryptedField(models.BinaryField):
    """Base of the encrypted fields; cannot be filtered, ordered or indexed.

    ``purpose`` names the ring's subkey that seals: one key opens nothing of another purpose.
    """

    descriptor_class = _Attribute

    def __init__(self, *args: Any, purpose: str = "field", **kwargs: Any) -> None:
        kwargs["editable"] = False
        self.purpose = purpose
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        """Tell migrations the purpose, when it is not the usual one."""
        name, path, args, kwargs = super().deconstruct()
        if self.purpose != "field":
            kwargs["purpose"] = self.purpose
        return name, path, args, kwargs

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        """Refuse a model whose primary key the database makes: nothing could be bound to it."""
        errors = super().check(**kwargs)
        if isinstance(self.model._meta.pk, models.AutoField):
            errors.append(
                checks.Error(
                    "A sealed field is bound to the primary key, which must be known before the "
                    "first save.",
                    hint="Use UUIDField(primary_key=True, default=uuid.uuid4).",
                    obj=self,
                    id="vault.E010",
                )
            )
        return errors

    def context(self, pk: Any) -> str:
        """Return what the value of the row ``pk`` is bound to.

        Raises:
            ValueError: the row has no primary key yet.
        """
        if pk is None:
            raise ValueError(f"{self.name} cannot be sealed before the primary key is known")
        return f"{self.model._meta.label}/{self.model._meta.pk.to_python(pk)}/{self.name}"

    def open(self, sealed: Sealed, pk: Any) -> Any:
        """Return the clear value of the row ``pk``.

        Raises:
            VaultError: it was altered, moved from elsewhere, or its key is gone.
        """
        return self.decode(open_sealed(sealed.blob, context=self.context(pk), purpose=self.purpose))

    def reseal(self, sealed: Sealed, pk: Any) -> Sealed:
        """Return the same value under the active key. Raises ``VaultError`` like :meth:`open`."""
        context = self.context(pk)
        clear = open_sealed(sealed.blob, context=context, purpose=self.purpose)
        return Sealed(seal(clear, context=context, purpose=self.purpose))

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return None if value is None else Sealed(value)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = model_instance.__dict__.get(self.attname)
        if value is None:
            return None
        if not isinstance(value, Sealed):
            clear = self.encode(value)
            context = self.context(model_instance.pk)
            return Sealed(seal(clear, context=context, purpose=self.purpose))
        # Unread: goes back as it came. A new row (a copy) must prove that it belongs there, and
        # an instance loaded before a rotation must not bring the old key back.
        if add or not value.is_current:
            return self.reseal(value, model_instance.pk)
        return value

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if value is not None and not isinstance(value, Sealed):
            # An UPDATE or a filter without an instance has nothing to bind the value to.
            raise TypeError(f"{self.name} can only be written through a model instance")
        return super().get_db_prep_value(value.blob if value else None, connection, prepared)

    def get_lookup(self, lookup_name: str) -> Any:
        """Offer ``isnull``, and ``exact`` for comparing ciphertext; nothing else has a meaning."""
        return super().get_lookup(lookup_name) if lookup_name in ("exact", "isnull") else None

    def get_default(self) -> Any:
        # BinaryField would turn an empty text into b"".
        return models.Field.get_default(self)

    def to_python(self, value: Any) -> Any:
        # BinaryField takes text for base64; full_clean() must leave the clear value alone.
        return value

    def value_to_string(self, obj: models.Model) -> str:
        raise TypeError("encrypted fields are not serialised")

    def encode(self, value: Any) -> bytes:
        """Turn a value into bytes."""
        raise NotImplementedError

    def decode(self, clear: bytes) -> Any:
        """Turn bytes back into a value."""
        raise NotImplementedError


class EncryptedTextField(EncryptedField):
    """Text, sealed."""

    def encode(self, value: Any) -> bytes:
        if not isinstance(value, str):
            raise TypeError(f"{self.name} takes text")
        return value.encode()

    def decode(self, clear: bytes) -> str:
        return clear.decode()


class EncryptedJSONField(EncryptedField):
    """JSON, sealed."""

    empty_strings_allowed = False

    def encode(self, value: Any) -> bytes:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()

    def decode(self, clear: bytes) -> Any:
        return json.loads(clear)


class DataKeyField(EncryptedField):
    """A data key (``vault.data_key``), wrapped by the subkey of its own purpose.

    Rotation wraps the key anew and leaves alone what was sealed with it.
    """

    def encode(self, value: Any) -> bytes:
        if not isinstance(value, bytes) or len(value) != KEY_BYTES:
            raise TypeError(f"{self.name} takes a key of {KEY_BYTES} bytes")
        return value

    def decode(self, clear: bytes) -> bytes:
        return clear
