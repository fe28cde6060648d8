"""Settings of the server, read from environment variables (table in docs/operations.md)."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass

#: Names of this computer, by which its own browser reaches the app.
LOCAL_NAMES = ("localhost", "127.0.0.1", "[::1]")
_NAME = re.compile(r"(\*\.)?[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?", re.ASCII)
_ORIGIN = re.compile(r"https?://(\*\.)?[a-z0-9_.-]+(:\d{1,5})?", re.ASCII)
_ON, _OFF = ("1", "on", "true", "yes"), ("", "0", "off", "false", "no")


class SettingError(ValueError):
    """A setting that cannot be used; the message names it and says what is expected."""


@dataclass(frozen=True)
class Settings:
    """How the server is reached.

    ``hosts`` are the names it answers to (``*.`` before one admits what lies below it; ``*``
    alone admits every name); ``framed_by`` the origins of pages that may show it in a frame;
    ``keep_seconds`` how long the server remembers a session whose connection is lost;
    ``kept_mb`` megabytes of results that this process may keep for whoever asks next.
    """

    address: str = "127.0.0.1"
    port: int = 8501
    hosts: tuple[str, ...] = LOCAL_NAMES
    framed_by: tuple[str, ...] = ()
    metrics: bool = False
    keep_seconds: int = 120
    kept_mb: int = 1400


def from_environment(environment: Mapping[str, str]) -> Settings:
    """Read the settings ``ATLAS_...`` of docs/operations.md.

    Raises
    ------
    SettingError
        When one has a value that cannot be used.
    """
    address = environment.get("ATLAS_ADDRESS", "").strip() or Settings.address
    named = [_host_name(part) for part in _parts(environment.get("ATLAS_HOSTS", ""))]
    own = [] if _every_interface(address) else [_bracketed(address)]
    return Settings(
        address=address,
        port=_whole("ATLAS_PORT", environment, Settings.port, 1, 65_535),
        hosts=tuple(dict.fromkeys([*LOCAL_NAMES, *own, *named])),
        framed_by=tuple(_origin(part) for part in _parts(environment.get("ATLAS_FRAMED_BY", ""))),
        metrics=_switch("ATLAS_METRICS", environment.get("ATLAS_METRICS", "")),
        keep_seconds=_whole("ATLAS_KEEP_SECONDS", environment, Settings.keep_seconds, 0, 86_400),
        kept_mb=_whole("ATLAS_KEPT_MB", environment, Settings.kept_mb, 100, 999_999),
    )


def _parts(text: str) -> list[str]:
    return [part.lower() for part in re.split(r"[,\s]+", text) if part]


def _every_interface(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_unspecified
    except ValueError:
        return False


def _bracketed(host: str) -> str:
    """An address as it stands in a browser's address bar: IPv6 in brackets."""
    return f"[{host}]" if ":" in host and not host.startswith("[") else host.lower()


def _host_name(part: str) -> str:
    if part == "*":
        return part
    try:
        return _bracketed(str(ipaddress.ip_address(part.strip("[]"))))
    except ValueError:
        pass
    if not _NAME.fullmatch(part):
        raise SettingError(
            f"ATLAS_HOSTS holds {part!r}. Expected are names as in the address bar, without "
            "https:// and without a port, for example atlas.example.gov.uk."
        )
    return part


def _origin(part: str) -> str:
    if not _ORIGIN.fullmatch(part):
        raise SettingError(
            f"ATLAS_FRAMED_BY holds {part!r}. Expected are addresses without a path, for example "
            "https://intranet.example.gov.uk."
        )
    return part


def _whole(name: str, environment: Mapping[str, str], usual: int, least: int, most: int) -> int:
    text = environment.get(name, "").strip() or str(usual)
    if not (text.isascii() and text.isdigit() and len(text) < 7 and least <= int(text) <= most):
        raise SettingError(f"{name} is {text!r}. Expected is a number from {least} to {most}.")
    return int(text)


def _switch(name: str, text: str) -> bool:
    word = text.strip().lower()
    if word not in (*_ON, *_OFF):
        raise SettingError(f"{name} is {text!r}. Expected is on or off.")
    return word in _ON
