#!/usr/bin/env bash
# PDFs need the system's Pango; the tests of the slides open them in LibreOffice. Install what is
# missing when we may; otherwise say so loudly: the tests that need it then skip themselves.
set -u
missing=""
ldconfig -p 2>/dev/null | grep -q libpango-1.0 || missing="$missing libpango-1.0-0"
ldconfig -p 2>/dev/null | grep -q libpangoft2-1.0 || missing="$missing libpangoft2-1.0-0"
ldconfig -p 2>/dev/null | grep -q libharfbuzz-subset || missing="$missing libharfbuzz-subset0"
command -v soffice >/dev/null 2>&1 || missing="$missing libreoffice-impress fonts-liberation"
if [ -z "$missing" ]; then exit 0; fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "missing for PDF and slides:$missing; installing with apt-get (a minute or two)"
  export DEBIAN_FRONTEND=noninteractive
  # shellcheck disable=SC2086
  if apt-get update -qq && timeout 180 apt-get install -y -qq --no-install-recommends $missing >/dev/null; then
    exit 0
  fi
fi
echo "******************************************************************************"
echo "* missing and could not be installed:$missing"
echo "* TESTS OF PDF AND OF SLIDES IN LIBREOFFICE ARE SKIPPED"
echo "******************************************************************************"
exit 0
