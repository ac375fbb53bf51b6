import { cp, mkdir, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { ModelTokenizers } from '../../../services/tokenizers/port.ts';
import { openTokenizers } from '../../../services/tokenizers/tokenizer-folder.ts';
import { temporaryDirectory } from '../../api/temporary-directory.ts';
import { atEndOfFile } from '../../setup/end-of-file.ts';

const GOLDEN = fileURLToPath(new URL('../../golden/model-tokenizers', import.meta.url));
const TURNS = [{ role: 'user' as const, content: 'Write a poem.' }];
const ENDLESS = '{% for a in range(100000) %}{% for b in range(100000) %}{% endfor %}{% endfor %}';

/** Tokenizers that are copies of one, by their names with what their files are instead. */
async function tokenizersWith(
  files: Readonly<Record<string, Readonly<Record<string, string>>>>,
  limitMs?: number,
): Promise<{ directory: string; tokenizers: ModelTokenizers }> {
  const directory = await temporaryDirectory();
  for (const [name, own] of Object.entries(files)) {
    await cp(join(GOLDEN, 'chatml'), join(directory, name), { recursive: true });
    for (const [file, text] of Object.entries(own)) await writeFile(join(directory, name, file), text);
  }
  const tokenizers = await openTokenizers(directory, limitMs);
  atEndOfFile(() => tokenizers.close());
  return { directory, tokenizers };
}

describe('tokenizers of the operator', () => {
  it('are folders with a tokenizer.json, and an unknown name is answered with theirs', async () => {
    const { directory, tokenizers } = await tokenizersWith({ two: {}, one: {}, '.hidden': {} });
    await mkdir(join(directory, 'empty'));
    await writeFile(join(directory, 'README.md'), 'notes');
    expect((await tokenizers.list()).map(({ name }) => name)).toEqual(['one', 'two']);
    await expect(tokenizers.open('three')).rejects.toMatchObject({
      code: 'not_found',
      field: 'tokenizer',
      message: "There is no tokenizer 'three'. There are: one, two.",
    });
  });

  it.each(['../one', 'one/../one', '/etc', '.hidden', '', 'ONE\0'])(
    'are found by their names alone, not by a path: %j',
    async (name) => {
      const { tokenizers } = await tokenizersWith({ one: {}, '.hidden': {} });
      await expect(tokenizers.open(name)).rejects.toMatchObject({ code: 'not_found' });
    },
  );

  it('are none without a folder, and a folder that is not there ends the start', async () => {
    const none = await openTokenizers(null);
    await expect(none.open('one')).rejects.toThrow(
      'its operator names a folder of them with KINDRED_TOKENIZERS',
    );
    await expect(openTokenizers('/nowhere/at/all')).rejects.toMatchObject({ code: 'invalid_request' });
    await expect(openTokenizers(join(GOLDEN, 'chatml'))).rejects.toThrow(
      'is the folder of one tokenizer. Name the folder in which it lies',
    );
  });

  it.each([
    ['tokenizer.json', '{', /tokenizer one cannot be used: tokenizer\.json: /],
    ['tokenizer.json', '{"model":{"type":"WordLevel"}}', /WordLevel gives unknown words no id/],
    ['tokenizer_config.json', '[]', /tokenizer_config\.json: /],
    ['tokenizer_config.json', '{"chat_template":5}', /template: chat_template: Invalid input.*[^\n]$/],
    ['chat_template.jinja', '{% for %}', /the chat template: /],
    ['chat_template.jinja', 'x'.repeat(300_000), /has 300000 characters; at most 262144 are read/],
  ])('that cannot be read say which file is wrong: %s', async (file, text, message) => {
    const { tokenizers } = await tokenizersWith({ one: { [file]: text } });
    const opening = tokenizers.open('one');
    await expect(opening).rejects.toThrow(message);
    await expect(opening).rejects.toMatchObject({ code: 'tokenizer_unavailable' });
  });

  it('whose template never ends are given up, and others are counted after that', async () => {
    const { tokenizers } = await tokenizersWith(
      { endless: { 'chat_template.jinja': ENDLESS }, sound: {} },
      1_000,
    );
    const endless = await tokenizers.open('endless');
    const [given, other] = await Promise.allSettled([
      endless.render([TURNS], true),
      tokenizers.open('sound').then((sound) => sound.count(['Write'])),
    ]);
    expect(given).toMatchObject({ status: 'rejected', reason: { code: 'tokenizer_unavailable' } });
    expect(other.status).toBe('fulfilled');
  });

  it.each([
    [
      'a text without end',
      "{% set n = namespace(t='ab') %}{% for i in range(40) %}{% set n.t = n.t ~ n.t %}{% endfor %}{{ n.t }}",
    ],
    ['a text above the limit', "{% for i in range(300) %}{{ 'abcdefgh' * 8192 }}{% endfor %}"],
    ['what it raises', "{{ raise_exception('no') }}"],
    ['what is not there', '{{ messages.constructor.constructor("return process")() }}'],
  ])('whose template makes %s refuse the conversation', async (_, template) => {
    const { tokenizers } = await tokenizersWith({ one: { 'chat_template.jinja': template } });
    const one = await tokenizers.open('one');
    expect(await one.render([TURNS], true)).toEqual([{ refused: expect.any(String) as string }]);
    expect(await one.count(['Write'])).toEqual([expect.any(Number)]);
  });

  it('that are exchanged on disk are read again', async () => {
    const { directory, tokenizers } = await tokenizersWith({ one: { 'chat_template.jinja': 'before' } });
    const one = await tokenizers.open('one');
    expect(await one.render([TURNS], true)).toMatchObject([{ text: 'before' }]);
    const file = join(directory, 'one', 'chat_template.jinja');
    await writeFile(file, 'after');
    await utimes(file, new Date(), new Date(Date.now() + 5_000));
    expect(await one.render([TURNS], true)).toMatchObject([{ text: 'after' }]);
    await rm(file);
    expect((await tokenizers.open('one')).hasTemplate).toBe(true);
  });

  it('answer nothing after they were closed', async () => {
    const { tokenizers } = await tokenizersWith({ one: {} });
    const one = await tokenizers.open('one');
    const [, running] = await Promise.allSettled([tokenizers.close(), one.count(['Write'])]);
    expect(running).toMatchObject({ status: 'rejected', reason: { code: 'tokenizer_unavailable' } });
    await expect(one.count(['Write'])).rejects.toThrow('the service stops');
  });
});
