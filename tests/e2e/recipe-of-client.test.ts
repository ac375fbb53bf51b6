import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { connect } from '../../clients/typescript/src/connect.ts';
import { runRecipe } from '../../clients/typescript/src/recipe.ts';
import type { RecipeProgress } from '../../clients/typescript/src/recipe/perform-recipe.ts';
import { RecipeManifest } from '../../schemas/recipe/manifest.ts';
import { TINY } from '../encoder-folder.ts';
import { serveAlone, type ServedProcess } from '../faults/served.ts';
import { runCli } from './run-cli.ts';

const TOPICS = ['tides', 'bees', 'bread', 'chess', 'snow', 'glass'];
const recipeFor = (corpus: string) => ({
  steps: [
    { ingest: { corpus, files: '*.jsonl' } },
    { dedup: { corpus, keep: 'longest', max_loss: null } },
    { select: { corpus, budget: 3, out: 'selection' }, as: 'sample' },
    { export: { corpus, marks: ['dedup'], apply: true, out: 'made/clean.jsonl' } },
  ],
});

let folder = '';
let service: ServedProcess;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kindred-recipe-'));
  const rows = TOPICS.flatMap((topic) => [
    `Write a poem about ${topic}.`,
    `write a poem about ${topic.toUpperCase()}`,
  ]);
  const lines = rows.map((instruction) => `${JSON.stringify({ instruction, output: 'An answer.' })}\n`);
  await writeFile(join(folder, 'rows.jsonl'), lines.join(''));
  service = await serveAlone({ KINDRED_DATA: join(folder, 'data'), KINDRED_ENCODER: TINY });
}, 120_000);
afterAll(async () => {
  await service.stop();
  await rm(folder, { recursive: true, force: true });
});

async function runByCommand(path: string): Promise<RecipeManifest> {
  const { code, stdout, stderr } = await runCli('run', path, '--json', '--url', service.url);
  expect({ code, stderr }).toMatchObject({ code: 0 });
  return RecipeManifest.parse(JSON.parse(stdout));
}

const jobsOf = ({ steps }: RecipeManifest): string[] => steps.map(({ job }) => job);

it('a run of the client that was stopped is finished by the command line, and no finished step is done again', async () => {
  const path = join(folder, 'stopped.json');
  await writeFile(path, JSON.stringify(recipeFor('stopped')));
  const stop = new AbortController();
  const begun = new Map<string, string | null>();
  const onProgress = ({ step, state, job }: RecipeProgress): void => {
    begun.set(step, job);
    if (step === 'sample' && state === 'running') stop.abort(new Error('enough'));
  };
  const run = runRecipe(connect(service.url), path, { signal: stop.signal, onProgress });
  await expect(run).rejects.toThrow('enough');
  expect([...begun.keys()]).toEqual(['ingest', 'dedup', 'sample']);
  const finished = await runByCommand(path);
  expect(jobsOf(finished).slice(0, 3)).toEqual([...begun.values()]);
  expect(finished.steps.map(({ state }) => state)).toEqual(Array.from({ length: 4 }, () => 'completed'));
  const clean = await readFile(join(folder, 'made/clean.jsonl'), 'utf8');
  expect(clean.trim().split('\n')).toHaveLength(TOPICS.length);
});

it('a run of the command line is gone on with by the client, which restores what was altered', async () => {
  const path = join(folder, 'begun.yaml');
  await writeFile(path, JSON.stringify(recipeFor('begun')));
  const before = await runByCommand(path);
  const states: string[] = [];
  const options = { onProgress: ({ state }: RecipeProgress) => void states.push(state) };
  expect(jobsOf(await runRecipe(connect(service.url), path, options))).toEqual(jobsOf(before));
  expect(states).toEqual(['left', 'left', 'left', 'left']);
  await writeFile(join(folder, 'made/clean.jsonl'), 'altered');
  const restored = await runRecipe(connect(service.url), path);
  expect(jobsOf(restored).slice(0, 3)).toEqual(jobsOf(before).slice(0, 3));
  expect(jobsOf(restored)[3]).not.toBe(jobsOf(before)[3]);
  expect(restored.steps[3]).toMatchObject({ state: 'completed', figures: { rows: TOPICS.length } });
  expect(jobsOf(await runByCommand(path))).toEqual(jobsOf(restored));
});

it('a recipe that is a value must say where its manifest is, and is one', async () => {
  const client = connect(service.url);
  await expect(runRecipe(client, recipeFor('value'))).rejects.toThrow(/`manifest`/);
  const manifest = join(folder, 'value.json');
  const done = await runRecipe(client, recipeFor('value'), { manifest, folder });
  expect(RecipeManifest.parse(JSON.parse(await readFile(manifest, 'utf8')))).toEqual(done);
  expect(done.recipe.path).toBeNull();
});
