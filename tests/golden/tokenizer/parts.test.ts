import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { EncoderDescriptor } from '../../../schemas/encoder.ts';
import { createTextTokenizer } from '../../../services/embedding/tokenizer.ts';

const Golden = z.object({
  texts: z.array(z.string()),
  rows: z.array(z.object({ name: z.string(), tokenizer: z.looseObject({}), ids: z.array(z.array(z.int())) })),
});
const path = fileURLToPath(new URL('./parts.json', import.meta.url));
const { texts, rows: read } = Golden.parse(JSON.parse(readFileSync(path, 'utf8')));
/** A text without tokens is embedded as one token of padding, which is 0. */
const rows = read.map((row) => ({ ...row, ids: row.ids.map((ids) => (ids.length === 0 ? [0] : ids)) }));

/** The ids that the tokenizer of a folder with this file gives to the texts. */
function idsOf(tokenizer: object): number[][] {
  const space = { outputs: ['out'], pooling: 'mean', dimensions: 4 };
  const descriptor = EncoderDescriptor.parse({
    name: 'own',
    graph: 'model.onnx',
    tokenizer: 'tokenizer.json',
    tokenizer_config: 'tokenizer_config.json',
    max_tokens: 256,
    pad_token_id: 0,
    spaces: { task: space, content: space },
  });
  const files = { descriptor, tokenizer, tokenizerConfig: {}, asking: null };
  const made = createTextTokenizer(files as Parameters<typeof createTextTokenizer>[0]);
  return texts.map((text) => [...made.tokenize(text).ids]);
}

const [bytes, words] = ['ByteLevel', 'Whitespace'].map((wanted) => rows.find(({ name }) => name === wanted));

describe('the tokenizer of an encoder of one’s own', () => {
  it.each(rows)('gives the ids of the reference: $name', ({ tokenizer, ids }) => {
    expect(idsOf(tokenizer)).toEqual(ids);
  });

  it.each([
    [
      'Split, removed',
      { pre_tokenizer: { type: 'Split', pattern: { String: ' ' }, behavior: 'Removed', invert: false } },
    ],
    ['Punctuation, removed', { pre_tokenizer: { type: 'Punctuation', behavior: 'Removed' } }],
    [
      'Unigram has byte_fallback',
      { model: { type: 'Unigram', unk_id: 0, vocab: [['<unk>', 0]], byte_fallback: true } },
    ],
    ['WordLevel', { model: { type: 'WordLevel', vocab: { '[UNK]': 0 }, unk_token: '[UNK]' } }],
    [
      'continuing_subword_prefix',
      { model: { ...(words?.tokenizer['model'] as object), continuing_subword_prefix: '##' } },
    ],
    ['fuse_unk', { model: { ...(words?.tokenizer['model'] as object), fuse_unk: true } }],
    ['single_word', { added_tokens: [{ id: 0, content: '[UNK]', single_word: true }] }],
  ])('is refused by name where its ids would be others: %s', (name, part) => {
    const [word = ''] = name.split(',');
    expect(() => idsOf({ ...words?.tokenizer, ...part })).toThrow(
      new RegExp(`encoder own cannot be used: .*${word}`),
    );
  });

  it('may have fuse_unk where nothing is unknown', () => {
    const model = { ...(bytes?.tokenizer['model'] as object), fuse_unk: true };
    expect(idsOf({ ...bytes?.tokenizer, model })).toEqual(bytes?.ids);
  });
});
