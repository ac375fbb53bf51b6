import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { TINY } from '../encoder-folder.ts';
import { finished, startCliWith, type Finished } from './run-cli.ts';

const Manifest = z.object({
  steps: z.array(
    z.object({
      name: z.string(),
      job: z.string(),
      state: z.string(),
      figures: z.record(z.string(), z.number()),
      files: z.array(z.object({ path: z.string(), sha256: z.string() })),
    }),
  ),
});
type Manifest = z.infer<typeof Manifest>;

const MINUTES = 60_000;
const TOPICS = ['tides', 'bees', 'bread', 'chess', 'snow', 'glass'];
const rowsOn = (topics: readonly string[]): string =>
  topics
    .flatMap((topic) => [`Write a poem about ${topic}.`, `write a poem about ${topic.toUpperCase()}`])
    .map((instruction) => `${JSON.stringify({ instruction, output: 'An answer.' })}\n`)
    .join('');

const recipe = (keep: string): string => `steps:
  - ingest: { corpus: house, files: '*.jsonl' }
  - dedup: { corpus: house, keep: ${keep}, max_loss: null }
  - select: { corpus: house, budget: 3, out: selection }
    as: sample
  - export: { corpus: house, marks: [dedup], apply: true, out: clean.jsonl }
`;

let folder = '';
let path = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kindred-recipe-'));
  path = join(folder, 'recipe.yaml');
  await writeFile(join(folder, 'rows.jsonl'), rowsOn(TOPICS));
  await writeFile(path, recipe('longest'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const start = (...args: string[]) =>
  startCliWith({ KINDRED_ENCODER: TINY }, 'run', ...args, '--data', join(folder, 'data'));
const run = (...args: string[]): Promise<Finished> => finished(start(path, ...args));

async function manifestOf({ stdout, stderr, code }: Finished): Promise<Manifest> {
  expect({ code, stderr }).toMatchObject({ code: 0 });
  const { steps } = Manifest.parse(JSON.parse(stdout));
  const kept = Manifest.parse(JSON.parse(await readFile(join(folder, 'recipe.manifest.json'), 'utf8')));
  expect(kept.steps).toEqual(steps);
  return { steps };
}

const jobsOf = ({ steps }: Manifest): string[] => steps.map(({ job }) => job);

describe('kindred run', { timeout: 5 * MINUTES }, () => {
  it('does the steps in order, and a second run does nothing again', async () => {
    const first = await manifestOf(await run('--json'));
    expect(first.steps.map(({ name, state }) => [name, state])).toEqual(
      ['ingest', 'dedup', 'sample', 'export'].map((name) => [name, 'completed']),
    );
    const clean = (await readFile(join(folder, 'clean.jsonl'), 'utf8')).trim().split('\n');
    expect(clean).toHaveLength(TOPICS.length);
    const again = await run('--json');
    expect(jobsOf(await manifestOf(again))).toEqual(jobsOf(first));
    expect(again.stderr).toMatch(/clean\.jsonl is left out, since the recipe writes it/);
  });

  it('does again what changed and what comes after it, and a file that was lost or altered', async () => {
    const before = jobsOf(await manifestOf(await run('--json')));
    await writeFile(join(folder, 'clean.jsonl'), 'altered');
    const restored = jobsOf(await manifestOf(await run('--json')));
    expect(restored.slice(0, 3)).toEqual(before.slice(0, 3));
    expect(restored[3]).not.toBe(before[3]);
    await writeFile(path, recipe('first'));
    const changed = jobsOf(await manifestOf(await run('--json')));
    expect(changed[0]).toBe(before[0]);
    expect(changed.slice(1).some((job) => restored.includes(job))).toBe(false);
    await writeFile(join(folder, 'rows.jsonl'), rowsOn([...TOPICS, 'kites']));
    const grown = await manifestOf(await run('--json'));
    expect(grown.steps[3]?.figures['rows']).toBe(TOPICS.length + 1);
  });

  it('goes on after it was killed', async () => {
    await writeFile(join(folder, 'rows.jsonl'), rowsOn([...TOPICS, 'kites', 'clocks']));
    const child = start(path);
    const end = finished(child);
    await new Promise<void>((resolve) => child.stderr.once('data', () => resolve()));
    child.kill('SIGKILL');
    await end;
    const { steps } = await manifestOf(await run('--json'));
    expect(steps[3]).toMatchObject({ state: 'completed', figures: { rows: TOPICS.length + 2 } });
  });
});

describe('a recipe that is wrong', () => {
  it.each([
    ['steps:\n  - dedupe: { corpus: house }\n', /step 1: there is no command dedupe; known: ingest, /],
    ['steps:\n  - dedup: { corpus: house, treshold: 0.9 }\n', /step 1 \(dedup\): .*treshold/],
    ['steps:\n  - dedup: { corpus: house, threshold: 7 }\n', /step 1 \(dedup\): threshold: /],
    ['steps:\n  - select: { budget: 3 }\n', /step 1 \(select\): corpus: /],
    ['steps:\n  - export: { corpus: house, out: clean.docx }\n', /step 1 \(export\): .*clean\.docx/],
    ['steps:\n  - export: { corpus: house, marks: [dedup], out: a.jsonl }\n', /step 1 \(export\): marks/],
    ['steps: [\n', /wrong\.yaml: /],
  ])('is refused before anything is done, naming step and field: %s', async (text, message) => {
    const wrong = join(folder, 'wrong.yaml');
    await writeFile(wrong, text);
    const { code, stderr } = await finished(start(wrong));
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });
});
