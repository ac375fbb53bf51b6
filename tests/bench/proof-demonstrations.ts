/**
 * Writes prompts with demonstrations that each strategy chose, for a language model to judge (infra/proof): for held-out rows of
 * Alpaca, dolly and Super-NaturalInstructions none, one and four demonstrations, and the reference answer. The row itself is in no
 * pool, and near copies of it are left out.
 *
 *   node --import tsx tests/bench/proof-demonstrations.ts SHARED PROMPTS.jsonl [--queries 100] [--pool 12000] [--sets alpaca,dolly]
 *     [--skip 100] [--counts 4] [--strategies default,bm25]
 *
 * `--skip 100` passes over the first 100 rows that would be asked about, so that a finding is asked of rows that no one has looked at; they are
 * in the pool then. `--counts` are the numbers of demonstrations.
 *
 * SHARED has `corpora/` and `bench/`. `default` is asked for with nothing but `k`; all others may give what hardly fits, so that a
 * ranking is judged and not the level below which nothing is given.
 */
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { DemonstrationsRequest } from '../../schemas/api/demonstrations.ts';
import type { Turn } from '../../schemas/record.ts';
import { cosine } from '../../services/analysis/dot.ts';
import { compose, type Kindred } from '../../services/compose.ts';
import { readConfig } from '../../services/config.ts';
import { embeddingText, textHash } from '../../services/corpus/embedding-text.ts';
import { findDemonstrations } from '../../services/retrieval/demonstrations.ts';
import { startWorkers } from '../../workers/main.ts';
import { ingestThroughQueue } from './support/queued-ingestion.ts';
import { PROOF_SETS, splitRows, type AnsweredRow, type ProofSet } from './support/proof-rows.ts';

/** As the gate of demonstrations has it: from here on a record counts as a copy of the query. */
const NEAR_COPY = 0.95;
const FETCHED = 50;

const RANDOM = 'random';
const CONTENT = 'content';
/** Requests by the name of what is judged; beside them `content`, which no strategy offers and which is asked of the store. */
const STRATEGIES: Readonly<Record<string, object>> = {
  default: {},
  'default, any fit': { min_fit: 0 },
  'fit, any fit': { strategy: 'fit', min_fit: 0 },
  task: { strategy: 'topk', min_fit: 0 },
  hybrid: { strategy: 'hybrid', min_fit: 0 },
  bm25: { strategy: 'bm25' },
  random: { strategy: 'random' },
};

const { values, positionals } = parseArgs({
  options: {
    queries: { type: 'string', default: '100' },
    pool: { type: 'string', default: '12000' },
    skip: { type: 'string', default: '0' },
    sets: { type: 'string', default: PROOF_SETS.join(',') },
    counts: { type: 'string', default: '1,4' },
    strategies: { type: 'string', default: [...Object.keys(STRATEGIES), CONTENT].join() },
  },
  allowPositionals: true,
});
const [shared, out] = positionals;
if (shared === undefined || out === undefined)
  throw new Error('usage: node --import tsx tests/bench/proof-demonstrations.ts SHARED PROMPTS.jsonl');
const wanted = values.sets.split(',');
const counts = values.counts.split(',').map(Number);
const judged = namesOf(values.strategies);
const data = await mkdtemp(join(tmpdir(), 'kindred-proof-'));
const kindred = await compose(readConfig({ ...process.env, KINDRED_DATA: data }), (error) =>
  console.error(error),
);
const file = createWriteStream(out);
try {
  await startWorkers(kindred);
  for (const set of PROOF_SETS.filter((one) => wanted.includes(one))) await writePrompts(shared, set);
} finally {
  file.end();
  await finished(file);
  await kindred.close();
  await rm(data, { recursive: true, force: true });
}

/** Names of strategies in a list with commas, all known. A name may have a comma of its own. */
function namesOf(list: string): string[] {
  const known = [...Object.keys(STRATEGIES), CONTENT];
  const names = list.split(/,(?! )/u);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new Error(`no strategy ${unknown}; there are ${known.join(', ')}`);
  return names;
}

async function writePrompts(folder: string, set: ProofSet): Promise<void> {
  const { held, pool } = await splitRows(folder, set, {
    skipped: Number(values.skip),
    held: Number(values.queries),
    pool: Number(values.pool),
  });
  await ingest(kindred, set, pool);
  for (const [query, row] of held.entries()) {
    write(set, query, row, { strategy: 'none', k: 0, messages: asTurns([], row) });
    for (const k of counts)
      for (const strategy of judged) {
        const messages =
          strategy === CONTENT
            ? asTurns(await nearestInContent(set, row, k), row)
            : await chosenBy(
                { ...STRATEGIES[strategy], k, ...(strategy === RANDOM && { seed: query }) },
                set,
                row,
              );
        write(set, query, row, { strategy, k, messages });
      }
  }
  console.log(`${set}: ${held.length} held-out rows, ${pool.length} in the pool`);
}

interface Prompt {
  readonly strategy: string;
  /** How many demonstrations were asked for. */
  readonly k: number;
  readonly messages: readonly Turn[];
}

function write(set: ProofSet, query: number, { output }: AnsweredRow, prompt: Prompt): void {
  const given = prompt.messages.filter(({ role }) => role === 'assistant').length;
  file.write(`${JSON.stringify({ set, query, ...prompt, given, answer: output })}\n`);
}

async function chosenBy(request: object, set: ProofSet, { instruction, input }: AnsweredRow) {
  const asked = DemonstrationsRequest.parse({ instruction, input, corpora: [set], ...request });
  const { prompt } = await findDemonstrations(asked, { ...kindred, ...kindred.encodings.live() });
  if (typeof prompt === 'string') throw new Error('the prompt should consist of turns');
  return prompt;
}

/** The nearest rows in content, the nearest one last, without copies of the query. */
async function nearestInContent(set: ProofSet, row: AnsweredRow, k: number): Promise<AnsweredRow[]> {
  const { encoder, store } = kindred.encodings.live();
  const text = embeddingText(row);
  const { vectors } = await encoder.embed([text], { priority: 'query' });
  const query = vectors[0]?.content ?? new Float32Array();
  const found = await store.nearest({ corpora: [set], space: 'content', vector: query, limit: FETCHED });
  const isCopy = ({ record, vectors: own }: (typeof found)[number]): boolean =>
    record.text_hash === textHash(text) || cosine(query, own.content) >= NEAR_COPY;
  const seen = new Set<string>();
  const others = found.filter((one) => {
    if (isCopy(one) || seen.has(one.record.text_hash)) return false;
    seen.add(one.record.text_hash);
    return true;
  });
  return others
    .slice(0, k)
    .map(({ record }) => record)
    .reverse();
}

function asTurns(demonstrations: readonly AnsweredRow[], query: AnsweredRow): Turn[] {
  const asked = (row: AnsweredRow): Turn => ({ role: 'user', content: embeddingText(row) });
  const shown = demonstrations.flatMap((row): Turn[] => [
    asked(row),
    { role: 'assistant', content: row.output },
  ]);
  return [...shown, asked(query)];
}

async function ingest(kindred: Kindred, set: ProofSet, rows: readonly AnsweredRow[]): Promise<void> {
  const path = join(data, `${set}.jsonl`);
  await writeFile(path, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  await ingestThroughQueue(kindred, set, path);
}
