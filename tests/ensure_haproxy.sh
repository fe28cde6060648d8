#!/usr/bin/env bash
# The set-up for many people is tested behind a real proxy, Debian's haproxy. Install it when it is
# missing and we may; otherwise say so loudly: those tests then skip themselves.
set -u
if command -v haproxy >/dev/null 2>&1; then exit 0; fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "haproxy is missing: installing it with apt-get"
  export DEBIAN_FRONTEND=noninteractive
  if apt-get update -qq && apt-get install -y -qq --no-install-recommends haproxy >/dev/null; then
    exit 0
  fi
fi
echo "*************************************************************************"
echo "* haproxy is missing and could not be installed: ITS TESTS ARE SKIPPED  *"
echo "*************************************************************************"
exit 0
