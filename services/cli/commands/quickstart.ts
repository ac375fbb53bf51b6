import type { Command } from 'commander';
import { readFile, rm } from 'node:fs/promises';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { IngestionReport } from '../../../schemas/api/jobs.ts';
import { KindredError } from '../../../schemas/errors.ts';
import { counted, grouped } from '../../../schemas/counted.ts';
import type { Client } from '../../../clients/typescript/src/kindred-client.ts';
import { PACKAGE_ROOT } from '../../runtime/package.ts';
import type { CommandContext, GlobalOptions } from '../command.ts';
import type { Service } from '../service.ts';
import { demonstrationLines } from '../print/demonstration-lines.ts';
import { CliError, EXIT } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import { followWithProgress } from '../follow-with-progress.ts';
import { summaryLines } from '../print/job-summary.ts';
import { nearestInContent } from '../files/nearest-in-content.ts';
import type { Output } from '../print/output.ts';
import { taskLines } from '../print/task-lines.ts';
import type { Start } from '../start.ts';
import { oneLine } from '../print/text.ts';

const SAMPLE = fileURLToPath(new URL('infra/sample/instructions.jsonl', PACKAGE_ROOT));
/** The data directory of quickstart, separate from that of the other commands, so that users may delete it. */
const OWN_DATA = './.kindred/quickstart';
const CORPUS = 'sample';
const SHOWN_TASKS = 8;
const SHOWN_DEMONSTRATIONS = 3;

interface Query {
  readonly instruction: string;
  readonly input: string;
}

/**
 * An instruction that no row of the sample has. Some rows are about photosynthesis, but none of them asks for a poem.
 */
const POEM: Query = { instruction: 'Write a poem about photosynthesis.', input: '' };
const TRANSLATION: Query = {
  instruction: 'Translate the following sentence into Swedish.',
  input: 'The ferry leaves at noon.',
};

const SampleRow = z.object({ instruction: z.string(), input: z.string() });

export function register(command: Command, start: Start): void {
  command.action(start(quickstart, withOwnService));
}

/**
 * Gives quickstart data and a service of its own unless options name others. Environment variables that are set for
 * other commands are ignored, so that their data stays as it is.
 */
function withOwnService({ data = OWN_DATA, url = '', ...rest }: GlobalOptions): GlobalOptions {
  return { ...rest, data, url };
}

/** Ingests the sample, shows what is in it, and finds demonstrations for two instructions. */
async function quickstart(context: CommandContext): Promise<ExitCode> {
  try {
    return await show(context);
  } catch (error) {
    const isOutdated = error instanceof KindredError && error.code === 'space_mismatch';
    if (!isOutdated || context.environment['KINDRED_DATA'] !== OWN_DATA) throw error;
    context.output.warn('An earlier quickstart used another encoder: starting over.');
    await rm(OWN_DATA, { recursive: true, force: true });
    return show(context);
  }
}

function show(context: CommandContext): Promise<ExitCode> {
  const { output } = context;
  return context.withService(async (service) => {
    const { client } = service;
    await service.work();
    await ingestSample(context, service);
    await showTasks(output, client);
    await showDemonstrations(output, client, POEM);
    await showContrast(output, client, POEM);
    await showDemonstrations(output, client, TRANSLATION);
    showNextSteps(context);
    return EXIT.ok;
  });
}

function heading(output: Output, text: string): void {
  output.data('');
  output.data(output.style('bold', text));
}

async function ingestSample(context: CommandContext, service: Service): Promise<void> {
  const { output } = context;
  const { job } = await service.client.ingest(CORPUS, SAMPLE, {});
  const report = await followWithProgress(context, service, job);
  if (report.name !== 'ingest-corpus' || report.result === null)
    throw new CliError(`The sample could not be ingested: ${report.error ?? report.state}`);
  heading(output, `Read ${relative('.', SAMPLE)}: ${howRead(report)}`);
  for (const line of summaryLines(report)) output.data(`  ${line}`);
  if (report.result.embedded === 0)
    output.data('  Nothing had to be embedded again: every row was there from an earlier run.');
}

function howRead({ format, layout }: IngestionReport): string {
  return `${format ?? ''}, ${layout ?? ''} layout`;
}

async function showTasks(output: Output, client: Client): Promise<void> {
  const found = await client.tasks(CORPUS, SHOWN_TASKS);
  const most = `the ${grouped(found.tasks.length)} most frequent`;
  heading(output, `Tasks found: ${counted(found.total, 'label')}, ${most}`);
  const named = found.tasks.map(({ label, ...rest }) => ({ name: label, ...rest }));
  for (const line of taskLines('TASK', named, output)) output.data(`  ${line}`);
}

async function showDemonstrations(output: Output, client: Client, query: Query): Promise<void> {
  const answer = await client.demonstrations({ ...query, corpora: [CORPUS], k: SHOWN_DEMONSTRATIONS });
  heading(output, `Demonstrations for "${query.instruction}"`);
  if (query.input !== '') output.data(`  with the input "${query.input}"`);
  for (const line of demonstrationLines(answer, output)) output.data(`  ${line}`);
}

/** Shows what a search by topic would have found: the row that is nearest in the space `content`. */
async function showContrast(output: Output, client: Client, query: Query): Promise<void> {
  const lines = (await readFile(SAMPLE, 'utf8')).split('\n');
  const nearest = await nearestInContent(client, SAMPLE, query.instruction);
  const { instruction, input } = SampleRow.parse(JSON.parse(lines[nearest.line - 1] ?? '{}'));
  const found = oneLine(
    [instruction, input].filter((part) => part !== '').join(' | '),
    60,
    output.glyphs.ellipsis,
  );
  output.data(`  By topic, the space "content", the nearest row is: ${found} (${nearest.score.toFixed(2)})`);
  output.data(
    '  Same topic, other work. The space "task" finds the same kind of work, whatever it is about.',
  );
}

function showNextSteps(context: CommandContext): void {
  const { output, environment } = context;
  const data = environment['KINDRED_DATA'] ?? '';
  heading(output, 'How to go on');
  // When npm runs quickstart in a checkout, the command `kindred` is not installed.
  if (environment['npm_lifecycle_event'] !== undefined)
    output.data('  npm install -g .   # once: makes "kindred" a command that works in any directory');
  output.data(`  kindred demos "Name three facts about whales." --corpus ${CORPUS} --data ${data}`);
  output.data(`  kindred ingest YOUR-FILE.jsonl --corpus mine`);
  output.data(`  kindred demos "YOUR INSTRUCTION" --corpus mine -k 4 --prompt --format text`);
  output.data(`  kindred serve      # a page to look at it, and the API, at http://127.0.0.1:4747`);
}
