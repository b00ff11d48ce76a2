#!/bin/sh
# Prepares an empty volume, then becomes the server. Arguments that begin with "-" are the server's.
set -eu

if [ "${1#-}" != "$1" ]; then set -- postgres "$@"; fi
if [ "$1" != postgres ]; then exec "$@"; fi

POSTGRES_USER=${POSTGRES_USER:-postgres}
POSTGRES_DB=${POSTGRES_DB:-$POSTGRES_USER}
if [ -n "${POSTGRES_PASSWORD_FILE:-}" ]; then POSTGRES_PASSWORD=$(cat "$POSTGRES_PASSWORD_FILE"); fi

make_cluster() {
    umask 077
    mkdir -p "$PGDATA"
    printf '%s\n' "$POSTGRES_PASSWORD" > /tmp/password
    # shellcheck disable=SC2086 # several arguments on purpose
    initdb --pgdata="$PGDATA" --username="$POSTGRES_USER" --pwfile=/tmp/password --auth-host=scram-sha-256 \
        --auth-local=trust --encoding=UTF8 --set=listen_addresses='*' ${POSTGRES_INITDB_ARGS:-}
    rm /tmp/password
    printf 'host all all all scram-sha-256\n' >> "$PGDATA/pg_hba.conf"
}

run_init_files() {
    for file in /docker-entrypoint-initdb.d/*; do
        case $file in
            *.sh) sh "$file" ;;
            *.sql) psql --no-psqlrc -v ON_ERROR_STOP=1 --username="$POSTGRES_USER" --dbname="$POSTGRES_DB" --file="$file" ;;
        esac
    done
}

fill_cluster() {
    # Only on the socket, so that nobody outside meets a half-made database.
    pg_ctl --pgdata="$PGDATA" --options="-c listen_addresses=''" --wait --silent start
    if [ "$POSTGRES_DB" != postgres ]; then createdb --username="$POSTGRES_USER" --maintenance-db=postgres "$POSTGRES_DB"; fi
    run_init_files
    pg_ctl --pgdata="$PGDATA" --mode=fast --wait --silent stop
}

if [ ! -s "$PGDATA/PG_VERSION" ]; then
    if [ -z "${POSTGRES_PASSWORD:-}" ]; then
        echo "An empty volume needs POSTGRES_PASSWORD or POSTGRES_PASSWORD_FILE." >&2
        exit 1
    fi
    make_cluster
    fill_cluster
fi
unset POSTGRES_PASSWORD
exec "$@"
