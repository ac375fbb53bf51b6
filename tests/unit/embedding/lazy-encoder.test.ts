import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openEncoderWhenUsed } from '../../../services/embedding/lazy-encoder.ts';
import { openEncoder } from '../../../services/embedding/onnx-encoder.ts';

const TINY_BERT = fileURLToPath(new URL('../../golden/embedding/tiny-bert/', import.meta.url));
const TEXTS = ['cats', 'list facts about cats', ''];

describe('an encoder that is opened when it is used', () => {
  it('says and computes what the one does that is opened at once', async () => {
    const eager = await openEncoder(TINY_BERT);
    const lazy = await openEncoderWhenUsed(TINY_BERT);
    try {
      const described = ({ spaceId, name, dimensions, maxTokens, threads, relatedFrom }: typeof lazy) => ({
        ...{ spaceId, name, dimensions, maxTokens, threads, relatedFrom },
      });
      expect(described(lazy)).toEqual(described(eager));
      expect(lazy.countTokens(TEXTS)).toEqual(eager.countTokens(TEXTS));
      expect((await lazy.embed(TEXTS)).vectors).toEqual((await eager.embed(TEXTS)).vectors);
    } finally {
      await Promise.all([eager.close(), lazy.close()]);
    }
    await expect(lazy.embed(TEXTS)).rejects.toMatchObject({ code: 'encoder_unavailable' });
  });

  it('refuses the first text, and not before, when the graph is another file than the one described', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'kindred-lazy-encoder-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    await cp(TINY_BERT, folder, { recursive: true });
    await writeFile(join(folder, 'graph.onnx'), 'another graph');
    const encoder = await openEncoderWhenUsed(folder);
    expect(encoder.countTokens(['cats'])).toEqual([1]);
    await expect(encoder.embed(TEXTS)).rejects.toThrow(
      /graph\.onnx is not the file that encoder\.json describes/,
    );
    await encoder.close();
  });
});
