/**
 * Finds the duplicates of a file: sends it to a running service, starts a curation, and reads the marks that it leaves.
 *
 *   node --import tsx examples/duplicates.ts [FILE]
 */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const url = process.env['KINDRED_URL'] ?? 'http://127.0.0.1:4747';
const file = process.argv[2] ?? 'infra/sample/instructions.jsonl';

interface Job {
  readonly state: string;
  readonly error: { readonly message: string } | null;
}

interface Mark {
  readonly id: string;
  readonly keep: boolean;
  readonly duplicate_of: string | null;
  readonly reason: string | null;
}

/** Errors have one shape, and their message says what to do. */
async function ask(path: string, request: RequestInit = {}): Promise<Response> {
  const headers = { authorization: `Bearer ${process.env['KINDRED_API_KEY'] ?? 'none'}` };
  const response = await fetch(`${url}${path}`, {
    ...request,
    headers: { ...headers, 'content-type': 'application/json' },
  });
  if (response.ok) return response;
  const { error } = (await response.json()) as { error: { code: string; message: string } };
  throw new Error(`${error.code}: ${error.message}`);
}

async function start(path: string, body: NonNullable<RequestInit['body']>): Promise<string> {
  const response = await ask(path, { method: 'POST', body });
  return ((await response.json()) as { job: string }).job;
}

async function untilDone(job: string): Promise<void> {
  for (;;) {
    const { state, error } = (await (await ask(`/v1/jobs/${job}`)).json()) as Job;
    if (state === 'completed') return;
    if (state === 'failed' || state === 'cancelled')
      throw new Error(error?.message ?? `The job ${job} was ${state}.`);
    await sleep(500);
  }
}

await untilDone(
  await start(`/v1/corpora/example/ingestions?file_name=${basename(file)}`, await readFile(file)),
);
const job = await start('/v1/corpora/example/deduplications', JSON.stringify({ threshold: 0.9 }));
await untilDone(job);

const lines = (await (await ask(`/v1/jobs/${job}/files/marks.jsonl`)).text()).trim().split('\n');
const marks = lines.map((line) => JSON.parse(line) as Mark);
const dropped = marks.filter(({ keep }) => !keep);
console.log(`${marks.length} rows, ${dropped.length} duplicates`);
for (const { id, duplicate_of, reason } of dropped)
  console.log(`  ${id} says the same as ${duplicate_of} (${reason})`);
