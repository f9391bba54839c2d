"""Signatures that last: a document, its SHA-256, and an Ed25519 signature over that, in one envelope.

The signature is over the 64 hexadecimal digits of the hash, as ASCII, so that it can be checked with
common tools. Everything binary is written as hexadecimal digits in lower case: no other text than the
right one stands for it.
"""

import base64
import binascii
import hashlib
import json
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from competition import canonical
from competition.canonical import Document

SEED_BYTES = 32


class BadKeyError(ValueError):
    """A text that is no Ed25519 key."""


class BadEnvelopeError(ValueError):
    """Bytes that are no signed document in its one written form."""


@dataclass(frozen=True, slots=True)
class SigningKey:
    """The private half, with the names of the public one. Prints without the secret."""

    private: Ed25519PrivateKey

    def __repr__(self) -> str:
        return f"SigningKey({self.key_id})"

    @property
    def public_key(self) -> str:
        """The public key, 64 hexadecimal digits."""
        return self.private.public_key().public_bytes_raw().hex()

    @property
    def key_id(self) -> str:
        return key_id(self.public_key)


@dataclass(frozen=True, slots=True)
class Envelope:
    """A signed document, and all that is needed to check it."""

    record: Document
    sha256: str
    signature: str
    public_key: str
    key_id: str


def key_id(public_key: str) -> str:
    """A short name for a public key: the first 16 digits of its SHA-256."""
    return hashlib.sha256(bytes.fromhex(public_key)).hexdigest()[:16]


# --- keys ------------------------------------------------------------------------------------------
def new_key() -> SigningKey:
    """A key nobody has had before."""
    return SigningKey(Ed25519PrivateKey.generate())


def as_text(key: SigningKey) -> str:
    """The private key as one line: the base64 of its 32 bytes, as `key_from` reads it."""
    return base64.b64encode(key.private.private_bytes_raw()).decode("ascii")


def key_from(written: str) -> SigningKey:
    """A private key from PEM (PKCS 8, without password) or from the base64 of its 32 bytes.

    `BadKeyError` for anything else; the message never repeats the text.
    """
    plain = written.strip().replace("\\n", "\n")
    if plain.startswith("-----BEGIN"):
        return _from_pem(plain)
    try:
        seed = base64.b64decode(plain, validate=True)
    except (binascii.Error, ValueError):
        raise BadKeyError("neither PEM nor base64") from None
    if len(seed) != SEED_BYTES:
        raise BadKeyError(f"{len(seed)} bytes where an Ed25519 key has {SEED_BYTES}")
    return SigningKey(Ed25519PrivateKey.from_private_bytes(seed))


def _from_pem(plain: str) -> SigningKey:
    try:
        found = serialization.load_pem_private_key(plain.encode("utf-8"), password=None)
    except (TypeError, ValueError):
        raise BadKeyError("a PEM text that cannot be read without a password") from None
    if not isinstance(found, Ed25519PrivateKey):
        raise BadKeyError("a key of another kind than Ed25519")
    return SigningKey(found)


def public_pem(public_key: str) -> str:
    """The public key as PEM, for other tools."""
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key))
    return key.public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    ).decode("ascii")


# --- envelopes -------------------------------------------------------------------------------------
def sign(document: Document, key: SigningKey) -> Envelope:
    """The document in its envelope. The same document and key give the same envelope."""
    digest = canonical.sha256(document)
    signature = key.private.sign(digest.encode("ascii")).hex()
    return Envelope(document, digest, signature, key.public_key, key.key_id)


def serialise(envelope: Envelope) -> bytes:
    """The envelope's bytes, as they are stored and handed out."""
    return canonical.serialise(
        {
            "record": envelope.record,
            "sha256": envelope.sha256,
            "signature": envelope.signature,
            "public_key": envelope.public_key,
            "key_id": envelope.key_id,
        }
    )


def read(content: bytes) -> Envelope:
    """The envelope that `serialise` wrote. `BadEnvelopeError` for bytes it would not have written."""
    try:
        found = json.loads(content)
        envelope = Envelope(**found)
        same = serialise(envelope) == content
    except (TypeError, ValueError, RecursionError) as error:
        raise BadEnvelopeError("these bytes hold no signed document") from error
    if not same or not isinstance(envelope.record, dict):
        raise BadEnvelopeError("the document is not in its one written form")
    return envelope


def is_genuine(envelope: Envelope, public_key: str) -> bool:
    """Whether the envelope holds what the holder of this key signed: content, hash and names agree."""
    if (envelope.public_key, envelope.key_id) != (public_key, key_id(public_key)):
        return False
    if canonical.sha256(envelope.record) != envelope.sha256:
        return False
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key))
        key.verify(bytes.fromhex(envelope.signature), envelope.sha256.encode("ascii"))
    except (InvalidSignature, ValueError):
        return False
    return envelope.signature == envelope.signature.lower()
