#!/bin/sh
# @qdrant/js-client-rest 1.19.0 (Node 20 and newer) reads the first digit of Retry-After only.
#
# Expected: an answer 429 with `Retry-After: 30` is told as an error that asks to wait for 30 seconds.
# Seen:     `retry_after` of the error is 3, so who waits as it says asks again 27 seconds too early.
# Kindred:  services/store/qdrant/connection.ts repeats requests by a pause of its own, which grows.
#
#   sh findings/qdrant-client-retry-after.sh
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts @qdrant/js-client-rest@1.19.0
cat >seen.mjs <<'JS'
import { createServer } from 'node:http';
import { QdrantClient } from '@qdrant/js-client-rest';

const server = createServer((_request, response) => {
  response.writeHead(429, { 'content-type': 'application/json', 'retry-after': '30' });
  response.end(JSON.stringify({ status: { error: 'too many requests' }, time: 0 }));
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const client = new QdrantClient({ url: `http://127.0.0.1:${server.address().port}`, checkCompatibility: false });
const error = await client.getCollections().catch((failed) => failed);
server.close();

console.log(`${error.name}: asks to wait for ${error.retry_after} s; the server said 30 s`);
process.exit(error.retry_after === 3 ? 0 : 1);
JS
if node seen.mjs; then echo 'as it was seen'; else echo 'changed: look at it again'; exit 1; fi
