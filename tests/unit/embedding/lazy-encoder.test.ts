import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { openEncoderWhenUsed } from '../../../services/embedding/lazy-encoder.ts';
import { openEncoder } from '../../../services/embedding/onnx-encoder.ts';

const TINY_BERT = fileURLToPath(new URL('../../golden/embedding/tiny-bert/', import.meta.url));
const TEXTS = ['cats', 'list facts about cats', ''];

describe('an encoder that is opened when it is used', () => {
  it('says and computes what the one does that is opened at once', async () => {
    const eager = await openEncoder(TINY_BERT);
    const lazy = await openEncoderWhenUsed(TINY_BERT);
    try {
      const described = ({ spaceId, name, dimensions, maxTokens, threads, relatedFrom }: typeof eager) => ({
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
});
