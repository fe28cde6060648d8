#!/usr/bin/env bash
# The library of plans is tested against a real PostgreSQL server, Debian's package. Install it
# when it is missing and we may; otherwise say so loudly: those tests then skip themselves.
# The package would start a server of its own; the tests start theirs, so it is told not to.
set -u
if compgen -G "/usr/lib/postgresql/*/bin/initdb" >/dev/null || command -v initdb >/dev/null 2>&1; then
  exit 0
fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "PostgreSQL is missing: installing it with apt-get"
  export DEBIAN_FRONTEND=noninteractive
  mkdir -p /etc/postgresql-common
  [ -e /etc/postgresql-common/createcluster.conf ] ||
    printf 'create_main_cluster = false\nstart_conf = manual\n' >/etc/postgresql-common/createcluster.conf
  if apt-get update -qq && apt-get install -y -qq --no-install-recommends postgresql >/dev/null; then
    exit 0
  fi
fi
echo "*****************************************************************************"
echo "* PostgreSQL is missing and could not be installed: ITS TESTS ARE SKIPPED   *"
echo "*****************************************************************************"
exit 0
