import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { openReferenceTokenizer, type ReferenceTokenizer } from '../embedding/reference-tokenizer.ts';
import { isErrno } from '../runtime/is-errno.ts';
import { openChatTemplate, type ModelTemplate } from './chat-template.ts';

/** The largest file that is read; `tokenizer.json` of models with 256,000 tokens has 35 MB. */
const LARGEST_FILE_BYTES = 128 * 1_024 ** 2;
const FILES = ['tokenizer.json', 'tokenizer_config.json', 'chat_template.jinja'] as const;

export interface TokenizerFiles {
  readonly tokenizer: ReferenceTokenizer;
  readonly template: ModelTemplate | null;
}

/**
 * Reads the folder of a tokenizer: `tokenizer.json`, and where they are there `tokenizer_config.json` and `chat_template.jinja`.
 * @throws Error that names the file and says what is wrong with it
 */
export function readTokenizerFiles(directory: string): TokenizerFiles {
  const text = (name: (typeof FILES)[number]): string | null => {
    const path = join(directory, name);
    const size = sizeOf(path);
    if (size === null) return null;
    if (size > LARGEST_FILE_BYTES)
      throw new Error(`${name} has ${size} bytes; at most ${LARGEST_FILE_BYTES} are read`);
    return readFileSync(path, 'utf8');
  };
  const config = parsed('tokenizer_config.json', text('tokenizer_config.json') ?? '{}');
  const tokenizer = parsed('tokenizer.json', text('tokenizer.json') ?? '');
  return {
    tokenizer: named('tokenizer.json', () => openReferenceTokenizer(tokenizer, config)),
    template: named('the chat template', () => openChatTemplate(config, text('chat_template.jinja'))),
  };
}

/** Changes when one of the files of a tokenizer does. */
export function versionOf(directory: string): string {
  return FILES.map((name) => statSync(join(directory, name), { throwIfNoEntry: false })?.mtimeMs ?? 0).join(
    ' ',
  );
}

function sizeOf(path: string): number | null {
  try {
    return statSync(path).size;
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return null;
    throw error;
  }
}

function parsed(name: string, text: string): object {
  return named(name, () => z.looseObject({}).parse(JSON.parse(text)));
}

/** What `make` gives; an error of it begins with the name. */
function named<T>(name: string, make: () => T): T {
  try {
    return make();
  } catch (cause) {
    throw new Error(`${name}: ${reasonOf(cause)}`, { cause });
  }
}

/** In one line, also of what a schema refuses. */
function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  if (!(cause instanceof z.ZodError)) return cause.message;
  return cause.issues.map(({ path, message }) => `${[...path, ''].join(': ')}${message}`).join('; ');
}
