import type { Command } from 'commander';
import type { JobReport } from '../../../schemas/api/jobs.ts';
import { JobFailed } from '../../../clients/typescript/src/job-failed.ts';
import { manifestOf, runRecipe, type RecipeOptions } from '../../../clients/typescript/src/recipe.ts';
import type { RecipeProgress } from '../../../clients/typescript/src/recipe/perform-recipe.ts';
import { readRecipe } from '../../../clients/typescript/src/recipe/read-recipe.ts';
import { PACKAGE } from '../../runtime/package.ts';
import type { CommandContext } from '../command.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { tellHowToGoOn } from '../follow-with-progress.ts';
import { describeArgument } from '../options.ts';
import { exitCodeOfJobs, printJobSummary } from '../print/job-summary.ts';
import { createProgress, type Progress } from '../print/progress.ts';
import { patienceMs, type Service } from '../service.ts';
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
  const { output } = context;
  const manifest = flags.manifest ?? manifestOf(path);
  // A recipe that is wrong is told before a service is started for it.
  await readRecipe(path);
  return context.withService(async (service) => {
    await service.work();
    const shown = new ShownRecipe(context, service);
    try {
      const done = await runRecipe(service.client, path, { manifest, ...shown.options });
      if (output.json) output.value(done);
      else output.note(`What was done: ${manifest}`);
      return shown.code;
    } catch (error) {
      shown.stopped(error);
      if (error instanceof JobFailed) return EXIT.failed;
      throw error;
    }
  });
}

/** Shows how far a recipe is: the bar of the job that is under way, and how each ended. */
class ShownRecipe {
  readonly options: RecipeOptions;
  readonly #context: CommandContext;
  readonly #service: Service;
  #progress: Progress | null = null;
  #job: string | null = null;
  #code: ExitCode = EXIT.ok;

  constructor(context: CommandContext, service: Service) {
    const { output, signal, environment } = context;
    this.#context = context;
    this.#service = service;
    this.options = {
      signal,
      writtenBy: `kindred ${PACKAGE.version}`,
      patienceMs: patienceMs(environment),
      onProgress: (progress) => this.#show(progress),
      onNote: (sentence) => output.note(sentence),
      onSilence: ({ message }) =>
        output.note(`${message} Asking again; the job goes on as ${this.#job ?? 'before'}.`),
    };
  }

  /** The exit code for what has been done so far. */
  get code(): ExitCode {
    return this.#code;
  }

  /** Removes the bar, and tells how the job that was under way goes on. */
  stopped(error: unknown): void {
    this.#progress?.stop();
    if (this.#job !== null) tellHowToGoOn(this.#context, this.#service, this.#job, error);
  }

  #show({ step, of, state, job, report }: RecipeProgress): void {
    const { output, terminal } = this.#context;
    this.#job = state === 'running' ? job : null;
    if (state === 'left') output.note(`${step}: done before, ${of} (job ${job})`);
    if (state === 'starting') {
      output.note(`${step}: ${of}`);
      this.#progress = createProgress(output, terminal);
    }
    if (report === null) return;
    if (state === 'running') this.#progress?.update(report);
    else this.#ended(report);
  }

  #ended(report: JobReport): void {
    this.#progress?.stop();
    if (!this.#context.output.json) printJobSummary(this.#context.output, report);
    const code = exitCodeOfJobs([report]);
    if (code !== EXIT.ok) this.#code = code;
  }
}
