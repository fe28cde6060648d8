"""The server's start, and what it says when a page fails in a way nobody foresaw."""

from __future__ import annotations

import logging

import streamlit as st

import serve


def test_an_unforeseen_error_is_logged_whole_and_told_in_plain_words(monkeypatch, caplog):
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


def test_tables_and_map_files_are_there_before_anybody_comes():
    serve._read_tables()
    laid = list((serve._HERE / "static" / "vendor").glob("map-*/maplibre-gl.js"))
    assert laid
