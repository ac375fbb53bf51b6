import type { Command } from 'commander';
import { z } from 'zod';
import { KeyName, Scope, type StoredKey } from '../../../schemas/api-keys.ts';
import { CorpusName } from '../../../schemas/record.ts';
import { createKey } from '../../access/api-key.ts';
import { changeKeys, readKeys } from '../../access/key-file.ts';
import type { CommandContext } from '../command.ts';
import { CliError, EXIT } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import type { Start } from '../start.ts';

interface CreateKeyFlags {
  readonly scopes: string;
  readonly corpora?: string;
}

export function register(keys: Command, start: Start): void {
  keys
    .command('create')
    .description('make a key and show it once')
    .argument('<name>', 'whose key it is')
    .option('--scopes <list>', 'some of read, write and admin, with commas', 'read')
    .option('--corpora <list>', 'the only corpora that the key sees, with commas; all when left out')
    .action(start(createApiKey));
  keys.command('list').description('list the keys with their scopes and corpora').action(start(listApiKeys));
  keys.command('revoke').description('make a key invalid').argument('<name>').action(start(revokeApiKey));
}

/** Makes a key and prints it. It cannot be shown again. */
async function createApiKey(context: CommandContext, name: string, flags: CreateKeyFlags): Promise<ExitCode> {
  const { output } = context;
  const path = keyFileOf(context);
  const grant = {
    name: checked(KeyName, name, 'the name'),
    scopes: checked(z.array(Scope).min(1), listOf(flags.scopes), '--scopes'),
    corpora:
      flags.corpora === undefined ? null : checked(z.array(CorpusName), listOf(flags.corpora), '--corpora'),
  };
  if (grant.corpora !== null && grant.scopes.includes('admin')) {
    throw new CliError(
      '--scopes admin is about all corpora: leave out --corpora, or take write.',
      EXIT.usage,
    );
  }
  const { key, stored } = createKey(grant, new Date());
  await changeKeys(path, (keys) => {
    if (!keys.some(({ name: taken }) => taken === name)) return [...keys, stored];
    const message = `There is a key named ${name} already: revoke it first, or choose another name.`;
    throw new CliError(message, EXIT.usage);
  });
  if (output.json) output.value({ ...shown(stored), key });
  else output.data(key);
  output.note(`Kept in ${path} as a hash: this key is shown now and never again.`);
  output.note(`A service takes it with KINDRED_KEYS=${path}, a running one within two seconds.`);
  return EXIT.ok;
}

async function listApiKeys(context: CommandContext): Promise<ExitCode> {
  const keys = await readKeys(keyFileOf(context));
  if (context.output.json) context.output.value({ keys: keys.map(shown) });
  else for (const key of keys) context.output.data(lineOf(key));
  if (keys.length === 0) context.output.note('There are no keys.');
  return EXIT.ok;
}

async function revokeApiKey(context: CommandContext, name: string): Promise<ExitCode> {
  const path = keyFileOf(context);
  await changeKeys(path, (keys) => {
    const kept = keys.filter((key) => key.name !== name);
    if (kept.length < keys.length) return kept;
    throw new CliError(`There is no key named ${name}.`, EXIT.failed);
  });
  context.output.note(`Revoked ${name}; running services refuse it within two seconds.`);
  return EXIT.ok;
}

function keyFileOf({ environment }: CommandContext): string {
  const path = environment['KINDRED_KEYS'] ?? '';
  if (path !== '') return path;
  throw new CliError(
    'Set KINDRED_KEYS to the file of the keys, for example KINDRED_KEYS=./keys.json; services take the same.',
    EXIT.usage,
  );
}

function listOf(text: string): string[] {
  return text.split(',').map((part) => part.trim());
}

function checked<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new CliError(`${what}: ${parsed.error.issues[0]?.message ?? 'not valid'}`, EXIT.usage);
}

/** A key as it is listed: without its hash. */
function shown({ id, name, scopes, corpora, created_at }: StoredKey): Omit<StoredKey, 'hash'> {
  return { id, name, scopes, corpora, created_at };
}

function lineOf({ name, scopes, corpora, created_at }: StoredKey): string {
  return `${name}\t${scopes.join(',')}\t${corpora === null ? 'all corpora' : corpora.join(',')}\t${created_at}`;
}
