"""Private files: sealed in chunks, refused when anything about them is not as it was written."""

import os
from datetime import UTC, datetime, timedelta

import pytest

from vault import files
from vault.envelope import VaultError


CHUNK = files.CHUNK_BYTES
SEALED = CHUNK + 16
CONTEXT = "eforms.Attachment/1/content"


def _path(settings, name="a/file"):
    return settings.PRIVATE_ROOT / name


def _start(blob: bytes) -> int:
    """Where the chunks begin."""
    return 6 + int.from_bytes(blob[4:6], "big") + 7


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 5])
def test_what_was_saved_is_read_again(size):
    content = os.urandom(size)

    files.save("a/file", (content[at : at + 1000] for at in range(0, size, 1000)), context=CONTEXT)

    assert b"".join(files.read("a/file", context=CONTEXT)) == content


def test_the_disk_holds_no_clear_text_and_only_the_owner_may_read(settings):
    files.save("a/file", [b"secret words " * 99], context=CONTEXT)

    assert b"secret words" not in _path(settings).read_bytes()
    assert _path(settings).stat().st_mode & 0o077 == 0


def _flip(blob):
    return blob[:-20] + bytes([blob[-20] ^ 1]) + blob[-19:]


def _swap(blob):
    at = _start(blob)
    one, two = blob[at : at + SEALED], blob[at + SEALED : at + 2 * SEALED]
    return blob[:at] + two + one + blob[at + 2 * SEALED :]


def _drop(blob):
    at = _start(blob)
    return blob[: at + SEALED] + blob[at + 2 * SEALED :]


@pytest.mark.parametrize(
    "damage",
    [
        _flip,
        _swap,
        _drop,
        lambda blob: blob[:-1],
        lambda blob: blob[: _start(blob) + 2 * SEALED],  # cut at the border of a chunk
        lambda blob: blob[: _start(blob)],
        lambda blob: blob[: _start(blob) - 3],
        lambda blob: blob[:5],
        lambda blob: b"",
        lambda blob: blob + blob[-100:],
        lambda blob: blob + b"x",
        lambda blob: blob[:10] + bytes([blob[10] ^ 1]) + blob[11:],
    ],
)
def test_a_damaged_file_is_refused(settings, damage):
    files.save("a/file", [os.urandom(2 * CHUNK + 1000)], context=CONTEXT)
    path = _path(settings)
    path.write_bytes(damage(path.read_bytes()))

    with pytest.raises(VaultError):
        list(files.read("a/file", context=CONTEXT))


def test_no_chunk_is_given_out_before_its_seal_was_checked(settings):
    files.save("a/file", [os.urandom(CHUNK + 1000)], context=CONTEXT)
    path = _path(settings)
    path.write_bytes(_flip(path.read_bytes()))

    stream = files.read("a/file", context=CONTEXT)

    assert len(next(stream)) == CHUNK  # sound
    with pytest.raises(VaultError):
        next(stream)


def test_a_file_opens_only_under_its_own_name_and_context(settings):
    files.save("a/file", [b"one"], context=CONTEXT)
    files.save("a/other", [b"two"], context=CONTEXT)

    with pytest.raises(VaultError):
        files.read("a/file", context="eforms.Attachment/2/content")
    _path(settings, "a/other").write_bytes(_path(settings).read_bytes())
    with pytest.raises(VaultError):
        files.read("a/other", context=CONTEXT)


def test_a_missing_file_is_refused_at_once():
    with pytest.raises(VaultError):
        files.read("a/none", context=CONTEXT)


def test_an_error_of_the_source_leaves_nothing_behind(settings):
    def source():
        yield os.urandom(CHUNK * 2)
        raise ConnectionError

    with pytest.raises(ConnectionError):
        files.save("a/file", source(), context=CONTEXT)

    assert list(_path(settings, "a").iterdir()) == []
    assert not files.exists("a/file")


def test_a_file_is_written_once():
    files.save("a/file", [b"first"], context=CONTEXT)

    with pytest.raises(FileExistsError):
        files.save("a/file", [b"second"], context=CONTEXT)

    assert b"".join(files.read("a/file", context=CONTEXT)) == b"first"
    assert list(files.names()) == ["a/file"]


@pytest.mark.parametrize("name", ["../up", "/etc/passwd", "a/../b", "", "a//b", ".hidden", "a\0b"])
def test_a_name_cannot_leave_the_folder(name):
    with pytest.raises(ValueError, match="name"):
        files.save(name, [b""], context=CONTEXT)


def test_deleting_is_repeatable():
    files.save("a/file", [b"x"], context=CONTEXT)
    files.delete("a/file")
    files.delete("a/file")

    assert list(files.names()) == []


def test_a_file_is_written_piece_by_piece(settings):
    content = os.urandom(3 * CHUNK + 5)
    writer = files.Writer("a/file", context=CONTEXT)
    for at in range(0, len(content), 50_000):
        writer.write(content[at : at + 50_000])
        assert list(files.names()) == []  # not there before it is whole
    writer.commit()
    writer.discard()

    assert b"".join(files.read("a/file", context=CONTEXT)) == content


def test_a_file_that_is_discarded_was_never_there(settings):
    writer = files.Writer("a/file", context=CONTEXT)
    writer.write(os.urandom(2 * CHUNK))
    writer.discard()

    assert list(_path(settings, "a").iterdir()) == []


def test_of_a_process_that_died_the_rest_is_swept(settings):
    writer = files.Writer("a/file", context=CONTEXT)
    writer.write(os.urandom(2 * CHUNK))
    files.save("a/other", [b"x"], context=CONTEXT)
    now = datetime.now(UTC)

    assert files.sweep_partials(now - timedelta(hours=1)) == 0
    assert files.sweep_partials(now + timedelta(hours=1)) == 1
    assert [path.name for path in _path(settings, "a").iterdir()] == ["other"]
    assert files.written_at("a/other") and files.written_at("a/file") is None
