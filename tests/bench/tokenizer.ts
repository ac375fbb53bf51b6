/**
 * Compares the service's token ids with those of the reference, which tokenizer.py has written:
 *
 *     node --import tsx tests/bench/tokenizer.ts OUT.jsonl [--encoder DIRECTORY]
 *
 * Prints what the texts hold, how many differ and the first differences; ends with code 1 when any does.
 */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { loadEncoderFiles } from '../../services/embedding/descriptor.ts';
import { createTextTokenizer } from '../../services/embedding/tokenizer.ts';
import type { TextTokenizer } from '../../services/embedding/tokenizer.ts';

const Row = z.object({ kind: z.string(), text: z.string(), ids: z.array(z.int()), count: z.int() });
type Row = z.infer<typeof Row>;

const SHOWN = 10;
const CONTENTS: Record<string, RegExp> = {
  Chinese: /\p{Script=Han}/u,
  'rare Han': /[\u{20000}-\u{2fa1f}]/u,
  emoji: /\p{Extended_Pictographic}/u,
  'control characters': /[^\P{Cc}\t\n\r]/u,
  'lone surrogates': /\p{Cs}/u,
};

/** How the service's ids differ from the reference's; undefined when they do not. */
function differenceOf(tokenizer: TextTokenizer, row: Row): string | undefined {
  const ids = [...tokenizer.tokenize(row.text).ids];
  const count = tokenizer.count(row.text);
  const at = row.ids.findIndex((id, index) => ids[index] !== id);
  if (at < 0 && ids.length === row.ids.length && count === row.count) return undefined;
  return (
    `${JSON.stringify(row.text.slice(0, 200))}\n  reference ${row.ids.length} ids, ${row.count} tokens in all; here ` +
    `${ids.length}, ${count}; from ${at}: ${row.ids.slice(at, at + 8).join(' ')} | ${ids.slice(at, at + 8).join(' ')}`
  );
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      encoder: { type: 'string', default: fileURLToPath(new URL('../../infra/encoder/', import.meta.url)) },
    },
  });
  const [path] = positionals;
  if (path === undefined) throw new Error('name the file that tokenizer.py has written');
  const tokenizer = createTextTokenizer(await loadEncoderFiles(values.encoder));
  const seen = new Map<string, number>();
  const add = (name: string): unknown => seen.set(name, (seen.get(name) ?? 0) + 1);
  for await (const line of createInterface({ input: createReadStream(path) })) {
    const row = Row.parse(JSON.parse(line));
    add(`${row.kind}: texts`);
    for (const [name, pattern] of Object.entries(CONTENTS)) {
      if (pattern.test(row.text)) add(`${row.kind}: with ${name}`);
    }
    const difference = differenceOf(tokenizer, row);
    if (difference === undefined) continue;
    add(`${row.kind}: DIFFERENT`);
    process.exitCode = 1;
    if ((seen.get(`${row.kind}: DIFFERENT`) ?? 0) <= SHOWN) console.log(difference);
  }
  for (const [name, count] of seen) console.log(`${name} ${count}`);
  if (process.exitCode !== 1) console.log('all ids are those of the reference');
}

await main();
