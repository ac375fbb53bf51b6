#!/bin/sh
# hyparquet-compressors 1.1.2 cannot decompress an LZ4 block of no bytes, so a Parquet file with LZ4 and a column of nulls alone
# cannot be read.
#
# Expected: a column that is null in every row is read as nulls. Its dictionary page has no bytes, and the LZ4 block of no bytes is
#           one byte, the token 0: no literals, and the end of the block after them (lz4_Block_format.md, and what pyarrow's own
#           codec writes and reads). hyparquet-compressors lists LZ4_RAW as supported.
# Seen:     after a token without literals it always looks for a match, finds none, and throws "lz4 offset out of range 0". With the
#           rows of that column all others of the row group are lost. The same table with Snappy or Zstandard is read.
# Kindred:  users meet it, for `input` and `system` are null in all rows of many instruction corpora, and empty lists alone do it
#           too. services/corpus/formats/parquet-file.ts asks these decompressors for nothing where a page has no bytes. Elsewhere
#           such a file is read once it is written with another compression, or by pyarrow with use_dictionary=False.
#
#   sh findings/hyparquet-lz4-empty-page.sh      (needs Python 3 with venv and pip too)
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts hyparquet@1.33.0 hyparquet-compressors@1.1.2
python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check pyarrow==26.0.1
cat >write.py <<'PY'
import pyarrow as arrow
import pyarrow.parquet as parquet

table = arrow.table({"instruction": ["Name a fruit."], "input": arrow.array([None], arrow.string())})
for compression in ("lz4", "zstd", "snappy"):
    parquet.write_table(table, f"{compression}.parquet", compression=compression)
    assert parquet.read_table(f"{compression}.parquet").equals(table)
block = arrow.compress(b"", codec="lz4_raw", asbytes=True)
assert arrow.decompress(block, 0, codec="lz4_raw", asbytes=True) == b""
print("pyarrow reads all three; its LZ4 block of no bytes:", list(block))
PY
python/bin/python write.py
cat >read.mjs <<'JS'
import { readFileSync } from 'node:fs';
import { parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';

const seen = {};
for (const name of ['snappy', 'zstd', 'lz4']) {
  const file = new Uint8Array(readFileSync(`${name}.parquet`)).buffer;
  seen[name] = await parquetReadObjects({ file, compressors }).then(JSON.stringify, (error) => error.message);
  console.log(`hyparquet, ${name}:`, seen[name]);
}
const rows = '[{"instruction":"Name a fruit.","input":null}]';
const same = seen.snappy === rows && seen.zstd === rows && seen.lz4 === 'lz4 offset out of range 0';
process.exit(same ? 0 : 1);
JS
if node read.mjs; then echo 'as it was seen'; else echo 'changed: look at it again'; exit 1; fi
