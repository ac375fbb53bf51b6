#!/bin/sh
# Makes a CA of this installation, and certificates for Redis and Qdrant by it, for infra/compose.tls.yml:
#   sh infra/deploy/new-certificates.sh                        for the host names redis, qdrant, qdrant-2, qdrant-3
#   sh infra/deploy/new-certificates.sh FOLDER NAME...         for others, all in each certificate; an IP address as IP:10.0.0.7
# Run again it makes new certificates by the same CA: do that before they expire, and start the servers anew. ca-key.pem signs;
# no container needs it, so keep it elsewhere.
set -eu
folder=${1:-infra/deploy/secrets}
[ $# -gt 0 ] && shift
[ $# -gt 0 ] || set -- redis qdrant qdrant-2 qdrant-3
mkdir -p "$folder"
chmod 700 "$folder"
cd "$folder"

names=
for name in "$@"; do
  case $name in IP:*) ;; *) name=DNS:$name ;; esac
  names=${names:+$names,}$name
done
key() { openssl ecparam -name prime256v1 -genkey -noout -out "$1"; }

if [ ! -e ca-key.pem ]; then
  key ca-key.pem
  chmod 600 ca-key.pem
  openssl req -x509 -new -key ca-key.pem -sha256 -days 3650 -subj '/CN=Kindred CA' -out ca.pem
fi
for server in redis qdrant; do
  key "$server-key.pem"
  openssl req -new -key "$server-key.pem" -subj "/CN=$server" -out "$server.csr"
  printf 'subjectAltName=%s\nextendedKeyUsage=serverAuth,clientAuth\n' "$names" >"$server.ext"
  openssl x509 -req -in "$server.csr" -CA ca.pem -CAkey ca-key.pem -CAcreateserial -sha256 -days 397 \
    -extfile "$server.ext" -out "$server.pem" 2>/dev/null
  rm "$server.csr" "$server.ext"
  # Read by the user of the container, as the files of new-secrets.mjs are; the folder lets nobody else in.
  chmod 644 "$server.pem" "$server-key.pem" ca.pem
done
