import type { Command } from 'commander';
import { KindredError } from '../../../schemas/errors.ts';
import type { Client } from '../../../clients/typescript/src/kindred-client.ts';
import type { CommandContext } from '../command.ts';
import { download } from '../../../clients/typescript/src/files/save-result.ts';
import type { JobKind } from '../../../schemas/api/jobs.ts';
import { counted, grouped } from '../../../schemas/counted.ts';
import { jobKind, lastJob } from '../last-job.ts';
import { CliError, EXIT } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import type { Output } from '../print/output.ts';
import { table } from '../print/text.ts';
import type { Start } from '../start.ts';

interface ResultsFlags {
  readonly out?: string;
  readonly last?: JobKind;
  readonly corpus?: string;
  readonly delete: boolean;
}

export function register(command: Command, start: Start): void {
  command
    .option(
      '--last <kind>',
      'the last job of this kind that completed, such as dedup, instead of an id',
      jobKind,
    )
    .option('--corpus <name>', 'with --last: a corpus that the job read')
    .option('--out <dir>', 'the folder to write the files into; left out: list them')
    .option('--delete', 'remove the files from the service, before their time', false)
    .action(start(results));
}

/** Lists the files that a curation made, writes them into a folder, or deletes them. */
function results(
  context: CommandContext,
  given: string | undefined,
  { out, last, corpus, delete: deletes }: ResultsFlags,
): Promise<ExitCode> {
  const { output } = context;
  return context.withService(async ({ client }) => {
    if ((given === undefined) === (last === undefined))
      throw new CliError('Give the id of a job, or --last with its kind.', EXIT.usage);
    const job =
      last === undefined ? await client.job(given ?? '') : await lastJob(client, { kind: last, corpus });
    const { id } = job;
    if (last !== undefined) output.note(`Job ${id}`);
    if (job.name !== 'curate') throw new CliError(`${id} makes no results: it fills a corpus.`);
    if (job.result === null) throw new CliError(`${id} has no results: it is ${job.state}.`);
    if (out !== undefined || !deletes) await checkIsThere(client, id);
    if (out !== undefined) {
      await download(client, job, out);
      output.note(`Written to ${out}`);
    }
    if (deletes) return remove(output, client, id);
    if (output.json) {
      output.value({ job: id, files: job.result.files });
      return EXIT.ok;
    }
    const columns = [{ title: 'FILE' }, { title: 'BYTES', align: 'right' as const }];
    const rows = job.result.files.map(({ name, bytes }) => [name, grouped(bytes)]);
    for (const line of table(columns, rows)) output.data(line);
    const until = job.result.kept_until;
    if (until !== undefined) output.note(`Kept until ${until.slice(0, 10)}; --delete removes them now.`);
    return EXIT.ok;
  });
}

/** A job whose files are gone names none, as if there were nothing to write. */
async function checkIsThere(client: Client, id: string): Promise<void> {
  try {
    await client.report(id);
  } catch (error) {
    if (!(error instanceof KindredError) || error.code !== 'not_found') throw error;
    throw new CliError(
      `The result of ${id} is gone: it was deleted, alone or with a corpus, or its time was over. ` +
        'Run the operation again.',
    );
  }
}

async function remove(output: Output, client: Client, id: string): Promise<ExitCode> {
  const answer = await client.deleteResult(id);
  if (output.json) output.value(answer);
  else if (answer.deleted) output.data(`Deleted the result of ${id}: ${counted(answer.bytes, 'byte')}.`);
  else output.note(`The result of ${id} was gone already.`);
  return EXIT.ok;
}
