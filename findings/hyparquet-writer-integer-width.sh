#!/bin/sh
# hyparquet-writer 0.17.0 writes the width of the logical type INTEGER as a 32-bit Thrift number instead of a byte.
#
# Expected: a column that is declared as an unsigned 32-bit integer is read by pyarrow as uint32.
# Seen:     hyparquet itself reads the file, but pyarrow 26.0.1 refuses all of it, also its other columns, with a failure
#           to decode the footer: Parquet's definition has the width as an i8, and the writer gives every number as i32.
# Kindred:  services/corpus/formats/parquet-leaf.ts declares widths by the older converted type (UINT_32, INT_8 …), which
#           both read.
#
#   sh findings/hyparquet-writer-integer-width.sh      (needs Python 3 with venv and pip too)
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts hyparquet-writer@0.17.0 hyparquet@1.31.5
python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check pyarrow==26.0.1
cat >write.mjs <<'JS'
import { writeFileSync } from 'node:fs';
import { parquetReadObjects } from 'hyparquet';
import { parquetWriteBuffer } from 'hyparquet-writer';

const width = (type) => ({ name: 'count', type: 'INT32', repetition_type: 'REQUIRED', ...type });
for (const [name, type] of [
  ['logical', { logical_type: { type: 'INTEGER', bitWidth: 32, isSigned: false } }],
  ['converted', { converted_type: 'UINT_32' }],
]) {
  const buffer = parquetWriteBuffer({
    columnData: [{ name: 'count', data: [1, 2] }],
    schema: [{ name: 'root', num_children: 1 }, width(type)],
  });
  writeFileSync(`${name}.parquet`, new Uint8Array(buffer));
  console.log(name, 'type, read by hyparquet:', JSON.stringify(await parquetReadObjects({ file: buffer })));
}
JS
node write.mjs
cat >read.py <<'PY'
import sys
import pyarrow.parquet as parquet

print("converted type, read by pyarrow:", parquet.read_table("converted.parquet").schema.field("count").type)
try:
    print("logical type, read by pyarrow:", parquet.read_table("logical.parquet").schema.field("count").type)
except OSError as error:
    print("logical type, read by pyarrow:", str(error).split("\n")[0])
    sys.exit(0 if "deserialize thrift" in str(error).lower() else 1)
sys.exit(1)
PY
if python/bin/python read.py; then echo 'as it was seen'; else echo 'changed: look at it again'; exit 1; fi
