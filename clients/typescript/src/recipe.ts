import { dirname, resolve } from 'node:path';
import type { RecipeManifest } from '../../../schemas/recipe/manifest.ts';
import type { Connection } from './connect.ts';
import { splitEndings } from './files/split-endings.ts';
import type { Patience } from './follow-job.ts';
import { Manifest } from './recipe/manifest.ts';
import { performRecipe, type RecipeProgress } from './recipe/perform-recipe.ts';
import { readRecipe, recipeOf } from './recipe/read-recipe.ts';

/** How a recipe is run. */
export interface RecipeOptions extends Patience {
  /**
   * The file that keeps what was done, for the next run. Default: that of the recipe with `.manifest.json` in the place of its
   * endings. A recipe that is given as a value must name one.
   */
  readonly manifest?: string | undefined;
  /** The folder from which the paths in the recipe are meant. Default: that of its file, or the current one. */
  readonly folder?: string | undefined;
  /** Stops the run. The job that is under way goes on, and the next run follows it. */
  readonly signal?: AbortSignal | undefined;
  /** Called whenever a step begins, is further or ends. */
  readonly onProgress?: ((progress: RecipeProgress) => void) | undefined;
  /** Called with a sentence on what people should know, such as files of a folder that are not read. */
  readonly onNote?: ((sentence: string) => void) | undefined;
  /** What the manifest says that it was written by. */
  readonly writtenBy?: string | undefined;
}

/**
 * Runs a recipe, from files to files, or goes on where an earlier run ended: what it completed is left as it is, as far as the step,
 * what comes before it, the files that are read and those that were written are the same. It may have been a run of the command line
 * or of the Python client. For Node.js, since it reads and writes files.
 * @param recipe a file of YAML or JSON, or what such a file would hold
 * @returns what was done, as the manifest keeps it
 * @throws KindredError `invalid_request` when the recipe is wrong, before anything is done; the message names the step and the field
 * @throws JobFailed when a step fails; those before it are kept
 * @throws FileError when a file that it reads is not there, or one can't be written
 * @throws the reason of the signal when that is aborted, and what every request throws
 * @example
 * import { connect } from 'kindred-client';
 * import { runRecipe } from 'kindred-client/recipe';
 *
 * const { steps } = await runRecipe(connect('http://127.0.0.1:4747'), 'clean.yaml', {
 *   onProgress: ({ step, state, report }) => console.log(step, state, report?.done),
 * });
 */
export async function runRecipe(
  client: Connection,
  recipe: string | object,
  options: RecipeOptions = {},
): Promise<RecipeManifest> {
  const { signal, onProgress = () => undefined, onNote = () => undefined, onSilence, patienceMs } = options;
  const isFile = typeof recipe === 'string';
  const file = options.manifest ?? (isFile ? manifestOf(recipe) : undefined);
  if (file === undefined)
    throw new TypeError(
      'Say in `manifest` which file keeps what was done: this recipe has no file of its own.',
    );
  const { steps, sha256 } = isFile ? await readRecipe(recipe) : recipeOf(recipe);
  const manifest = await Manifest.open(resolve(file), {
    kindred: options.writtenBy ?? 'kindred-client for TypeScript',
    recipe: { path: isFile ? recipe : null, sha256 },
  });
  const run = {
    client: signal === undefined ? client : client.with({ signal }),
    manifest,
    folder: resolve(options.folder ?? (isFile ? dirname(recipe) : '.')),
    signal: signal ?? new AbortController().signal,
    patience: { onSilence, patienceMs },
    onProgress,
    onNote,
  };
  await performRecipe(run, steps);
  return manifest.content;
}

/** The file beside a recipe that keeps what was done. */
export function manifestOf(recipe: string): string {
  return `${splitEndings(recipe).stem}.manifest.json`;
}
