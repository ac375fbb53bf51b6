import type { Command } from 'commander';
import { AuditEvent, type AuditEntry } from '../../../schemas/audit.ts';
import { readAudit } from '../../access/audit-files.ts';
import type { CommandContext } from '../command.ts';
import { CliError, EXIT } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import { wholeNumber } from '../options.ts';
import type { Start } from '../start.ts';

interface AuditOptions {
  readonly since?: string;
  readonly key?: string;
  readonly event?: string;
  readonly limit: number;
}

export function register(command: Command, start: Start): void {
  command
    .option('--since <date>', 'only what was noted from then on, as 2027-01-31 (UTC)')
    .option('--key <name>', 'only what a key of this name, or this id, did')
    .option('--event <event>', `only ${AuditEvent.options.join(', ')}`)
    .option('--limit <n>', 'how many are shown, the latest', wholeNumber(1), 1_000)
    .action(start(audit));
}

/** Prints the audit log, oldest first. It needs no service. */
async function audit({ output, environment }: CommandContext, options: AuditOptions): Promise<ExitCode> {
  const dataDir = environment['KINDRED_DATA'] || './.kindred';
  const { since = '', key, event, limit } = options;
  if (since !== '' && Number.isNaN(Date.parse(since))) {
    throw new CliError(`--since ${since}: write a date such as 2027-01-31.`, EXIT.usage);
  }
  if (event !== undefined && !AuditEvent.safeParse(event).success) {
    throw new CliError(`--event ${event}: choose one of ${AuditEvent.options.join(', ')}.`, EXIT.usage);
  }
  const from = since === '' ? '' : new Date(since).toISOString();
  const isWanted = (entry: AuditEntry): boolean =>
    entry.at >= from &&
    (key === undefined || entry.name === key || entry.key === key) &&
    (event === undefined || entry.event === event);
  const latest: AuditEntry[] = [];
  for await (const entry of readAudit(dataDir)) {
    if (!isWanted(entry)) continue;
    latest.push(entry);
    if (latest.length > 2 * limit) latest.splice(0, limit);
  }
  const entries = latest.slice(-limit);
  if (output.json) output.value({ entries });
  else for (const entry of entries) output.data(lineOf(entry));
  if (entries.length === 0) output.note(`Nothing of that kind is in the audit log of ${dataDir}.`);
  return EXIT.ok;
}

function lineOf({ at, event, key, name, ...details }: AuditEntry): string {
  const who = name === null ? '-' : `${name} (${key})`;
  return [at, event, who, JSON.stringify(details)].join('\t');
}
