import { dirname, resolve } from 'node:path';
import type { Command } from 'commander';
import { PACKAGE } from '../../runtime/package.ts';
import type { CommandContext } from '../command.ts';
import type { ExitCode } from '../exit-codes.ts';
import { describeArgument } from '../options.ts';
import { splitEndings } from '../files/part-name.ts';
import { fileHash } from '../recipe/fingerprint.ts';
import { Manifest } from '../recipe/manifest.ts';
import { readRecipe } from '../recipe/recipe-file.ts';
import { runRecipe } from '../recipe/run-recipe.ts';
import type { Start } from '../start.ts';

interface RunFlags {
  readonly manifest?: string;
}

export function register(command: Command, start: Start): void {
  describeArgument(command, 'a recipe in YAML or JSON')
    .option('--manifest <file>', 'what was done, for the next run (default: RECIPE.manifest.json)')
    .addHelpText('after', HELP)
    .action(start(run));
}

const HELP = `
A recipe lists commands with their options, in the words of the HTTP API:
  steps:
    - ingest: { corpus: house, files: data/*.jsonl }
    - dedup: { corpus: house, keep: longest }
    - export: { corpus: house, marks: [dedup], apply: true, out: clean.jsonl }
Run again, it goes on where it ended, and does again only what changed.`;

/** Runs the steps of a recipe, and keeps what was done in a manifest. */
async function run(context: CommandContext, path: string, flags: RunFlags): Promise<ExitCode> {
  const steps = await readRecipe(path);
  const about = { kindred: PACKAGE.version, recipe: { path, sha256: await fileHash(path) } };
  const file = flags.manifest ?? `${splitEndings(path).stem}.manifest.json`;
  const manifest = await Manifest.open(resolve(file), about);
  const code = await context.withService(async (service) => {
    await service.work();
    return runRecipe({ context, service, manifest, folder: dirname(resolve(path)) }, steps);
  });
  if (context.output.json) context.output.value(manifest.content);
  else context.output.note(`What was done: ${file}`);
  return code;
}
