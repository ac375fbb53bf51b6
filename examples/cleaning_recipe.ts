/**
 * Cleans a file by a recipe: what is done is kept, and a second run does only what changed.
 *
 *   npx tsx cleaning_recipe.ts FILE OUT
 */
import { basename, resolve } from 'node:path';
import { connect } from 'kindred-client';
import { runRecipe } from 'kindred-client/recipe';

const [, , file, out] = process.argv;
if (file === undefined || out === undefined) throw new Error('usage: cleaning_recipe.ts FILE OUT');

const kindred = connect(process.env['KINDRED_URL'] ?? 'http://127.0.0.1:4747', {
  key: process.env['KINDRED_API_KEY'],
});
// The same may stand in a file of YAML or JSON, whose path is then given in place of it.
const recipe = {
  steps: [
    { ingest: { corpus: 'recipe', files: resolve(file) } },
    { dedup: { corpus: 'recipe', keep: 'longest' } },
    { export: { corpus: 'recipe', marks: ['dedup'], apply: true, out: resolve(out) } },
  ],
};
const { steps } = await runRecipe(kindred, recipe, {
  manifest: `${out}.manifest.json`,
  onProgress: ({ step, state }) => {
    if (state !== 'running') console.log(`${step}: ${state}`);
  },
});
console.log(`${steps.at(-1)?.figures['rows']} rows in ${basename(out)}`);
