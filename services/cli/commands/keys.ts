import type { Command } from 'commander';
import { z } from 'zod';
import { KeyName, Scope, type StoredKey } from '../../../schemas/api-keys.ts';
import { CorpusName } from '../../../schemas/record.ts';
import { SCOPES_OF_ALL } from '../../access/access.ts';
import { createKey, type KeyGrant } from '../../access/api-key.ts';
import { lastUses } from '../../access/audit-files.ts';
import { changeKeys, readKeys } from '../../access/key-file.ts';
import { noteLocally } from '../audit-locally.ts';
import type { CommandContext } from '../command.ts';
import { CliError, EXIT } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import { expiryOf } from '../expiry.ts';
import type { Start } from '../start.ts';

interface CreateKeyFlags {
  readonly scopes: string;
  readonly corpora?: string;
  readonly expires?: string;
}

export function register(keys: Command, start: Start): void {
  keys
    .command('create')
    .description('make a key and show it once')
    .argument('<name>', 'whose key it is')
    .option('--scopes <list>', 'some of read, write, admin and metrics, with commas', 'read')
    .option('--corpora <list>', 'the only corpora that the key sees, with commas; all when left out')
    .option('--expires <when>', 'until when it holds: 30d, 12h, or the last day, as 2027-01-31 (UTC)')
    .action(start(createApiKey));
  keys
    .command('list')
    .description('list the keys with scopes, corpora, expiry and last use')
    .action(start(listApiKeys));
  keys.command('revoke').description('make a key invalid').argument('<name>').action(start(revokeApiKey));
}

/** Makes a key and prints it. It cannot be shown again. */
async function createApiKey(context: CommandContext, name: string, flags: CreateKeyFlags): Promise<ExitCode> {
  const { output } = context;
  const path = keyFileOf(context);
  const grant = grantOf(name, flags);
  const { key, stored } = createKey(grant, new Date());
  await changeKeys(path, (keys) => {
    if (!keys.some(({ name: taken }) => taken === name)) return [...keys, stored];
    const message = `There is a key named ${name} already: revoke it first, or choose another name.`;
    throw new CliError(message, EXIT.usage);
  });
  await noteLocally(context, 'key_created', {
    of: stored.id,
    of_name: name,
    scopes: stored.scopes,
    corpora: stored.corpora,
  });
  if (output.json) output.value({ ...shown(stored), key });
  else output.data(key);
  output.note(`Kept in ${path} as a hash: this key is shown now and never again.`);
  output.note(`A service takes it with KINDRED_KEYS=${path}, a running one within two seconds.`);
  return EXIT.ok;
}

/** What the options of `create` ask for. */
function grantOf(name: string, { scopes, corpora, expires }: CreateKeyFlags): KeyGrant {
  const grant: KeyGrant = {
    name: checked(KeyName, name, 'the name'),
    scopes: checked(z.array(Scope).min(1), listOf(scopes), '--scopes'),
    corpora: corpora === undefined ? null : checked(z.array(CorpusName), listOf(corpora), '--corpora'),
    ...(expires !== undefined && { expiresAt: expiryOf(expires, new Date()) }),
  };
  const ofAll = grant.scopes.find((scope) => SCOPES_OF_ALL.includes(scope));
  if (grant.corpora === null || ofAll === undefined) return grant;
  throw new CliError(
    `--scopes ${ofAll} is about all corpora: leave out --corpora, or take read or write.`,
    EXIT.usage,
  );
}

async function listApiKeys(context: CommandContext): Promise<ExitCode> {
  const { output, environment } = context;
  const keys = await readKeys(keyFileOf(context));
  const dataDir = environment['KINDRED_DATA'] ?? '';
  const uses = dataDir === '' ? null : await lastUses(dataDir, new Set(keys.map(({ id }) => id)));
  const listed = keys.map((key) => ({
    ...shown(key),
    ...(uses !== null && { last_used_at: uses.get(key.id) ?? null }),
  }));
  if (output.json) output.value({ keys: listed });
  else for (const key of listed) output.data(lineOf(key, new Date()));
  if (keys.length === 0) output.note('There are no keys.');
  if (uses === null)
    output.note('With KINDRED_DATA, the data directory of the service, also when each was last used.');
  return EXIT.ok;
}

async function revokeApiKey(context: CommandContext, name: string): Promise<ExitCode> {
  const path = keyFileOf(context);
  let revoked: string | undefined;
  await changeKeys(path, (keys) => {
    revoked = keys.find((key) => key.name === name)?.id;
    if (revoked === undefined)
      throw new CliError(
        `There is no key named ${name}: "kindred keys list" shows those there are.`,
        EXIT.failed,
      );
    return keys.filter((key) => key.name !== name);
  });
  await noteLocally(context, 'key_revoked', { of: revoked, of_name: name });
  context.output.note(
    `Revoked ${name}; running services refuse it within two seconds, and cut off what they still send to it.`,
  );
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
  const issue = parsed.error.issues[0];
  const place = issue?.path[0];
  const wrong: unknown = Array.isArray(value) && typeof place === 'number' ? value[place] : undefined;
  const named = typeof wrong === 'string' ? ` "${wrong}":` : '';
  throw new CliError(`${what}:${named} ${issue?.message ?? 'not valid'}`, EXIT.usage);
}

/** A key as it is listed: without its hash. */
type ShownKey = Omit<StoredKey, 'hash' | 'expires_at'> & { readonly expires_at: string | null };

function shown({ id, name, scopes, corpora, created_at, expires_at }: StoredKey): ShownKey {
  return { id, name, scopes, corpora, created_at, expires_at: expires_at ?? null };
}

interface ListedKey extends ShownKey {
  readonly last_used_at?: string | null | undefined;
}

function lineOf(key: ListedKey, now: Date): string {
  const { name, scopes, corpora, created_at, expires_at, last_used_at } = key;
  const expiry =
    expires_at === null
      ? 'does not expire'
      : `${Date.parse(expires_at) > now.getTime() ? 'expires' : 'expired'} ${expires_at}`;
  const use =
    last_used_at === undefined ? [] : [last_used_at === null ? 'no use known' : `used ${last_used_at}`];
  const where = corpora === null ? 'all corpora' : corpora.join(',');
  return [name, scopes.join(','), where, created_at, expiry, ...use].join('\t');
}
