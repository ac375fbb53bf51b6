import { expect, it } from 'vitest';
import { countAllTokens } from '../../../services/embedding/count-tokens.ts';
import { openEncoder } from '../../../services/embedding/onnx-encoder.ts';
import { TINY } from '../../encoder-folder.ts';

it('counts texts of any length as the tokenizer does, and lets others run meanwhile', async () => {
  const encoder = await openEncoder(TINY, { threads: 1 });
  const texts = [
    '',
    'write a poem',
    'the quick brown fox '.repeat(5_000),
    ' '.repeat(20_000),
    'x'.repeat(20_000),
  ];
  const whole = encoder.countTokens(texts).reduce((sum, count) => sum + count, 0);
  let turns = 0;
  const turning = setInterval(() => (turns += 1), 0);
  expect(await countAllTokens(texts, encoder)).toBe(whole);
  clearInterval(turning);
  expect(turns).toBeGreaterThan(2);
  await expect(countAllTokens(texts, encoder, AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone');
  await encoder.close();
});
