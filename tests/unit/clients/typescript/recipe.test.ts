import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { findFiles } from '../../../../clients/typescript/src/files/find-files.ts';
import { readRecipe, recipeOf } from '../../../../clients/typescript/src/recipe/read-recipe.ts';
import {
  ingestionJobs,
  operationJob,
  filesWrittenBy,
} from '../../../../clients/typescript/src/recipe/recipe-jobs.ts';
import { OPERATIONS } from '../../../../schemas/curation/operations.ts';
import { KindredError } from '../../../../schemas/errors.ts';
import { canonicalText } from '../../../../schemas/recipe/canonical-json.ts';

/** What both clients have to make of recipes: `clients/python/tests/test_recipes.py` reads it too. */
const Golden = z.object({
  commands: z.record(z.string(), z.string()),
  canonical: z.array(z.tuple([z.string(), z.string()])),
  fingerprints: z.array(
    z.object({
      recipe: z.looseObject({}),
      files: z.record(z.string(), z.string()),
      fingerprints: z.array(z.string()),
    }),
  ),
  yaml: z.array(z.tuple([z.string(), z.json()])),
  tree: z.array(z.string()),
  found: z.array(z.tuple([z.array(z.string()), z.array(z.tuple([z.string(), z.string().nullable()]))])),
});
const golden = Golden.parse(
  JSON.parse(await readFile(new URL('../../../golden/recipes/recipes.json', import.meta.url), 'utf8')),
);

let folder = '';
afterEach(() => rm(folder, { recursive: true, force: true }));

async function folderWith(files: Readonly<Record<string, string>>): Promise<string> {
  folder = await mkdtemp(join(tmpdir(), 'kindred-recipe-'));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  return folder;
}

async function fingerprintsIn(where: string, recipe: object): Promise<string[]> {
  const { steps } = recipeOf(recipe);
  const place = { folder: where, written: filesWrittenBy(steps, where), onNote: () => undefined };
  const all: string[] = [];
  for (const step of steps) {
    const before = all.at(-1) ?? '';
    const jobs =
      'kind' in step
        ? [operationJob(step, place, new Map(), before)]
        : await ingestionJobs(step, place, before);
    all.push(...jobs.map(({ fingerprint }) => fingerprint));
  }
  return all;
}

describe('a recipe', () => {
  it('may have every operation, by the command and the path that the Python client has for it', () => {
    const known = Object.values(OPERATIONS).map(({ command, route }) => [command, route.path]);
    expect(golden.commands).toEqual(Object.fromEntries(known));
  });

  it.each(golden.canonical)('has one canonical JSON, whatever it was written as: %s', (text, canonical) => {
    expect(canonicalText(JSON.parse(text))).toBe(canonical);
  });

  it.each(golden.fingerprints)('has the fingerprints by which the other client goes on', async (one) => {
    expect(await fingerprintsIn(await folderWith(one.files), one.recipe)).toEqual(one.fingerprints);
  });

  it.each(golden.yaml)('is read as YAML 1.2, by whichever client: %j', (text, value) => {
    expect(parse(text)).toEqual(value);
  });

  it.each(golden.found)('reads the files that it names, and those alone: %j', async (named, found) => {
    const splits = '{"splits": ["train", "held_out"]}';
    const tree = golden.tree.map((name) => [name, name.endsWith('_dict.json') ? splits : '']);
    const where = await folderWith(Object.fromEntries(tree) as Record<string, string>);
    const { files } = await findFiles(named.map((one) => resolve(where, one)));
    expect(files.map(({ name, split = null }) => [name, split])).toEqual(found);
  });
});

describe('a recipe that is wrong', () => {
  it('is told with its line, its step, the field and what is known', async () => {
    const where = await folderWith({
      'wrong.yaml':
        'steps:\n  - ingest: { corpus: house, files: a.jsonl }\n  - dedup:\n      corpus: house\n      threshold: 7\n',
    });
    const failure = await readRecipe(join(where, 'wrong.yaml')).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(KindredError);
    expect(failure).toMatchObject({ code: 'invalid_request', field: 'steps.1.dedup.threshold' });
    expect(String(failure)).toMatch(/wrong\.yaml:5: step 2 \(dedup\): threshold: /);
    expect(() => recipeOf({ steps: [{ dedup: { corpus: 'house', treshold: 0.9 } }] })).toThrow(
      /^recipe: step 1 \(dedup\): .*treshold.*; known: .*threshold/,
    );
  });
});
