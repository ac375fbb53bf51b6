import { access, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { TokenizerName } from '../../schemas/api/demonstrations.ts';
import { KindredError } from '../../schemas/errors.ts';
import { templateIn } from './template-of-config.ts';
import type { ModelTokenizer, ModelTokenizers } from './port.ts';
import type { ResultOf, TokenizerWork } from './thread-messages.ts';
import { TokenizerHost } from './tokenizer-host.ts';

/** What takes longer is given up. A text of a million characters, the longest that a record has, takes a few seconds. */
const LIMIT_MS = 30_000;
/** A `tokenizer_config.json` has some hundred kilobytes; it is read here, where a large file would keep others waiting. */
const LARGEST_CONFIG_BYTES = 8 * 1_024 ** 2;

/**
 * The tokenizers of a folder: each a folder in it with a `tokenizer.json`, named as the folder. A name that is asked for is looked up
 * among those that are there, and is never made part of a path before that.
 * @param directory an absolute path; null when there is none, and then there are no tokenizers
 * @throws KindredError `invalid_request` when the folder cannot be read, or is that of a tokenizer itself
 */
export async function openTokenizers(directory: string | null, limitMs = LIMIT_MS): Promise<ModelTokenizers> {
  const host = new TokenizerHost(limitMs);
  const names = (): Promise<string[]> => (directory === null ? Promise.resolve([]) : namesIn(directory));
  const first = await names();
  if (directory !== null && first.length === 0 && (await isTokenizer(directory)))
    throw folderOfOne(directory);
  return {
    list: async () => {
      const existing = await names();
      return Promise.all(
        existing.map(async (name) => ({ name, hasTemplate: await hasTemplate(join(directory ?? '', name)) })),
      );
    },
    open: async (name) => {
      const existing = await names();
      if (directory === null || !existing.includes(name)) throw unknownTokenizer(name, existing);
      return openModel(name, (work) => host.ask({ name, directory: join(directory, name), work }));
    },
    close: () => host.close(),
  };
}

async function namesIn(directory: string): Promise<string[]> {
  const entries = await readdir(directory).catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const message = `Wrong configuration. KINDRED_TOKENIZERS: the folder cannot be read: ${reason}`;
    throw new KindredError('invalid_request', message, { cause });
  });
  const named = entries.filter((name) => TokenizerName.safeParse(name).success).sort();
  const isThere = await Promise.all(named.map((name) => isTokenizer(join(directory, name))));
  return named.filter((_, place) => isThere[place]);
}

function isTokenizer(directory: string): Promise<boolean> {
  return access(join(directory, 'tokenizer.json')).then(
    () => true,
    () => false,
  );
}

/** By the files alone. A file that cannot be read has none; whoever opens the tokenizer is told why. */
async function hasTemplate(directory: string): Promise<boolean> {
  const isThere = await access(join(directory, 'chat_template.jinja')).then(
    () => true,
    () => false,
  );
  if (isThere) return true;
  const path = join(directory, 'tokenizer_config.json');
  const { size } = await stat(path).catch(() => ({ size: Infinity }));
  if (size > LARGEST_CONFIG_BYTES) return false;
  const text = await readFile(path, 'utf8').catch(() => '');
  return templateIn(text) !== null;
}

function folderOfOne(directory: string): KindredError {
  const message =
    `Wrong configuration. KINDRED_TOKENIZERS: ${directory} is the folder of one tokenizer. Name the folder in which it lies; its own ` +
    'name is then that of the tokenizer.';
  return new KindredError('invalid_request', message);
}

type Ask = <Work extends TokenizerWork>(work: Work) => Promise<ResultOf<Work>>;

async function openModel(name: string, ask: Ask): Promise<ModelTokenizer> {
  const { hasTemplate } = await ask({ kind: 'describe' });
  return {
    name,
    hasTemplate,
    count: async (texts) => (await ask({ kind: 'count', texts })).tokens,
    decode: async (rows) => (await ask({ kind: 'decode', rows })).texts,
    render: async (conversations, answering) =>
      (await ask({ kind: 'render', conversations, answering })).chats,
  };
}

function unknownTokenizer(name: string, existing: readonly string[]): KindredError {
  const wayOut =
    existing.length === 0
      ? 'This service has none: its operator names a folder of them with KINDRED_TOKENIZERS.'
      : `There are: ${existing.join(', ')}.`;
  return new KindredError('not_found', `There is no tokenizer '${name}'. ${wayOut}`, { field: 'tokenizer' });
}
