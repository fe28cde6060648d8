#!/usr/bin/env bash
# Browser tests drive Debian's chromium. Install it when it is missing and we may; otherwise say
# so loudly: the browser tests then skip themselves.
set -u
if command -v chromium >/dev/null 2>&1; then exit 0; fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "chromium is missing: installing it with apt-get"
  export DEBIAN_FRONTEND=noninteractive
  if apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core >/dev/null; then
    exit 0
  fi
fi
echo "*************************************************************************"
echo "* chromium is missing and could not be installed: BROWSER TESTS SKIPPED *"
echo "*************************************************************************"
exit 0
