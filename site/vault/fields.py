"""Model fields whose values are sealed before the database sees them.

The context is ``app.Model/<pk>/<field>``, so the primary key must be known before the first
save (a UUID with a default). Values are opened when the attribute is read, not when the row is
loaded; ``.values()`` yields a :class:`Sealed`, never the clear value.
"""

import json
from typing import Any

from django.db import models

from vault.envelope import open_sealed, seal


class Sealed:
    """Ciphertext as it lies in the database."""

    __slots__ = ("blob",)

    def __init__(self, blob: bytes) -> None:
        self.blob = bytes(blob)

    def __repr__(self) -> str:
        return "<sealed>"


class _Attribute:
    """Opens the value on first read and keeps it on the instance."""

    def __init__(self, field: "EncryptedField") -> None:
        self.field = field

    def __get__(self, instance: Any, owner: Any = None) -> Any:
        if instance is None:
            return self
        name = self.field.attname
        if name not in instance.__dict__:
            instance.refresh_from_db(fields=[name])
        value = instance.__dict__[name]
        if isinstance(value, Sealed):
            clear = open_sealed(value.blob, context=self.field.context(instance))
            value = instance.__dict__[name] = self.field.decode(clear)
        return value

    def __set__(self, instance: Any, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class EncryptedField(models.BinaryField):
    """Base of the two encrypted fields; cannot be filtered, ordered or indexed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["editable"] = False
        super().__init__(*args, **kwargs)

    def context(self, instance: models.Model) -> str:
        """Return what the value is bound to."""
        meta = instance._meta.concrete_model._meta
        return f"{meta.label}/{instance.pk}/{self.name}"

    def contribute_to_class(self, cls: Any, name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only=private_only)
        setattr(cls, self.attname, _Attribute(self))

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return None if value is None else Sealed(value)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = model_instance.__dict__.get(self.attname)
        if value is None or isinstance(value, Sealed):
            return value
        return Sealed(seal(self.encode(value), context=self.context(model_instance)))

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if value is not None and not isinstance(value, Sealed):
            # An UPDATE or a filter without an instance has nothing to bind the value to.
            raise TypeError(f"{self.name} can only be written through a model instance")
        return super().get_db_prep_value(value.blob if value else None, connection, prepared)

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

    def encode(self, value: str) -> bytes:
        return str(value).encode()

    def decode(self, clear: bytes) -> str:
        return clear.decode()


class EncryptedJSONField(EncryptedField):
    """JSON, sealed."""

    def encode(self, value: Any) -> bytes:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()

    def decode(self, clear: bytes) -> Any:
        return json.loads(clear)
