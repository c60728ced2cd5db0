"""Seals: opened by every key that is listed, made by the first, followed when the list changes."""

import pytest
from cryptography.fernet import Fernet

from warmline import privacy
from warmline.errors import SealError
from warmline.privacy import Vault

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()


def test_what_an_old_key_sealed_is_sealed_anew_wherever_it_stands() -> None:
    """A seal is found in the midst of other words, and nothing else is touched."""
    sealed, both = Vault([OLD]).seal("+14155550111"), Vault([NEW, OLD])
    said = f'{{"words": "{sealed}", "note": "gAAAAno seal"}}'
    anew = both.resealed(said)
    (found,) = both.seals_in(anew)
    assert (both.key_of(sealed), both.key_of(found)) == (1, 0)
    assert Vault([NEW]).open(found) == "+14155550111"
    assert anew == said.replace(sealed, found)
    assert both.resealed(anew) == anew


def test_what_fits_no_key_is_left_as_it_is() -> None:
    """Nothing is lost by sealing anew: a later key may open it."""
    sealed = Vault([OLD]).seal("+14155550111")
    assert Vault([NEW]).key_of(sealed) is None
    assert Vault([NEW]).resealed(sealed) == sealed


def test_a_process_that_runs_opens_what_a_newer_key_sealed() -> None:
    """A key that was made while a process runs is taken up at the first seal that needs it."""
    there = [OLD]
    vault = Vault([OLD], lambda: there)
    sealed = Vault([NEW]).seal("+14155550111")
    with pytest.raises(SealError):
        vault.open(sealed)
    there[:] = [NEW, OLD]
    assert vault.open(sealed) == "+14155550111"
    assert vault.key_of(vault.seal("x")) == 0


def test_a_process_that_only_seals_takes_up_a_newer_key_within_seconds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nobody goes on sealing with an old key once there is a newer one."""
    clock = [100.0]
    monkeypatch.setattr(privacy, "monotonic", lambda: clock[0])  # its seconds pass when told
    there = [OLD]
    vault = Vault([OLD], lambda: there)
    there[:] = [NEW, OLD]
    assert Vault([OLD]).open(vault.seal("now")) == "now"
    clock[0] += privacy.FOLLOW_SECONDS + 0.1
    assert Vault([NEW]).open(vault.seal("later")) == "later"


def test_a_file_of_keys_that_cannot_be_read_changes_nothing() -> None:
    """A process keeps the keys it has while their file is away."""
    vault = Vault([OLD], lambda: None)
    assert vault.open(Vault([OLD]).seal("x")) == "x"
    with pytest.raises(SealError):
        vault.open(Vault([NEW]).seal("x"))
    assert vault.open(Vault([OLD]).seal("x")) == "x"
