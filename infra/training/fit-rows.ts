/**
 * Compares rows as the service compares a query with a record: the rows of `fit_rows.py` on standard input. Every row with a
 * kind is compared with the rows of other sources that are nearest to it. Writes into FOLDER
 * `pairs.jsonl` (the query's source, whether the other row is right for it, its parts) and `asks.jsonl` (whether a text asks
 * for anything, and its task vector).
 *
 *   node --import tsx infra/training/fit-rows.ts ENCODER FOLDER < rows.jsonl
 */
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { cosine } from '../../services/analysis/dot.ts';
import { embeddingText } from '../../services/corpus/embedding-text.ts';
import { openEncoder } from '../../services/embedding/onnx-encoder.ts';
import type { TextVectors } from '../../services/embedding/port.ts';
import { sameKind } from '../../services/retrieval/fit.ts';
import { at } from '../../services/runtime/at.ts';

const NEAREST = 20;
const BATCH = 256;

const Row = z.object({
  instruction: z.string(),
  input: z.string(),
  source: z.string(),
  kind: z.string().nullable(),
  right: z.array(z.string()),
  asks: z.boolean(),
});
type Row = z.infer<typeof Row>;

interface Compared {
  readonly row: Row;
  readonly vectors: TextVectors;
  readonly kinds: readonly number[];
}

const [folder, out] = process.argv.slice(2);
if (folder === undefined || out === undefined)
  throw new Error('usage: fit-rows.ts ENCODER FOLDER < rows.jsonl');
const rows: Row[] = [];
for await (const line of createInterface({ input: process.stdin })) rows.push(Row.parse(JSON.parse(line)));
const encoder = await openEncoder(folder);
const { kinds } = encoder;
if (kinds === null) throw new Error(`${folder} has no kinds`);
const compared: Compared[] = [];
for (let begin = 0; begin < rows.length; begin += BATCH) {
  const some = rows.slice(begin, begin + BATCH);
  const { vectors } = await encoder.embed(some.map(embeddingText));
  some.forEach((row, index) => {
    const own = at(vectors, index);
    compared.push({ row, vectors: own, kinds: kinds.shares(own.task) });
  });
}
await encoder.close();
writeLines(
  'asks.jsonl',
  compared.map(({ row, vectors }) => ({ asks: row.asks, vector: [...vectors.task] })),
);
writeLines('pairs.jsonl', pairsOf(compared.filter(({ row }) => row.kind !== null)));

function* pairsOf(all: readonly Compared[]): Generator<object> {
  for (const query of all) {
    const others = all.filter(({ row }) => row.source !== query.row.source);
    const near = others
      .map((other) => ({ other, task: cosine(query.vectors.task, other.vectors.task) }))
      .sort((a, b) => b.task - a.task)
      .slice(0, NEAREST)
      .map(({ other }) => other);
    for (const other of near) yield pairOf(query, other);
  }
}

function pairOf(query: Compared, other: Compared): object {
  const parts = {
    kind: sameKind(query.kinds, other.kinds),
    task: cosine(query.vectors.task, other.vectors.task),
  };
  const fits =
    query.row.right.includes(other.row.kind ?? '') || other.row.right.includes(query.row.kind ?? '');
  return { source: query.row.source, fits, parts };
}

function writeLines(name: string, lines: Iterable<object>): void {
  const file = createWriteStream(join(out!, name));
  for (const line of lines) file.write(`${JSON.stringify(line)}\n`);
  file.end();
}
