"""The server's start, and what it says when a page fails in a way nobody foresaw."""

from __future__ import annotations

import logging

import pytest
import streamlit as st
from streamlit import config, net_util
from streamlit.web import bootstrap

import serve


def test_an_unforeseen_error_is_logged_whole_and_told_in_plain_words(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    told: list[str] = []
    monkeypatch.setattr(st, "error", lambda text, **_: told.append(text))
    try:
        raise ZeroDivisionError("secret detail")
    except ZeroDivisionError as error:
        with caplog.at_level(logging.ERROR, logger="atlas"):
            assert serve._tell(error) is True
    assert "ZeroDivisionError" in caplog.text and "Traceback" in caplog.text
    assert len(told) == 1 and "reload" in told[0]
    assert "ZeroDivisionError" not in told[0] and "secret" not in told[0]


def test_tables_and_map_files_are_there_before_anybody_comes() -> None:
    serve._read_tables()
    laid = list((serve._HERE / "static" / "vendor").glob("map-*/maplibre-gl.js"))
    assert laid


@pytest.mark.parametrize("address", ["127.0.0.1", "0.0.0.0"])
def test_nothing_outside_is_asked_when_streamlit_starts_the_app_itself(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def asked() -> str:
        raise AssertionError("an outside address was looked up")

    monkeypatch.setattr(net_util, "get_external_ip", asked)
    before = config.get_option("server.address")
    config.set_option("server.address", address)
    try:
        bootstrap._print_url(False)
    finally:
        config.set_option("server.address", before)


def test_streamlits_own_configuration_is_as_closed() -> None:
    assert config.get_option("server.address") == "127.0.0.1"
    assert config.get_option("client.allowedOrigins") == []
    assert not config.get_option("server.enableAgentApi")
    assert not config.get_option("browser.gatherUsageStats")
