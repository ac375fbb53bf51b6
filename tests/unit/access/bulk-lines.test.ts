import { expect, it } from 'vitest';
import { BulkLines } from '../../../services/access/bulk-lines.ts';
import { openEncoder } from '../../../services/embedding/onnx-encoder.ts';
import { TINY } from '../../encoder-folder.ts';

it('a batch of another key waits for two batches of a key that sends many, and a question for none', async () => {
  const encoder = await openEncoder(TINY, { threads: 1 });
  const lines = new BulkLines();
  const ended: string[] = [];
  const embed = async (key: string, name: string, priority: 'bulk' | 'query' = 'bulk'): Promise<void> => {
    const texts = Array.from({ length: 64 }, (_, at) => `${name} ${at} ${'word '.repeat(40)}`);
    await lines.encoderFor(key, encoder).embed(texts, { priority });
    ended.push(name);
  };
  const many = Array.from({ length: 8 }, (_, at) => embed('one', `one ${at}`));
  await Promise.all([...many, embed('two', 'two'), embed('three', 'question', 'query')]);
  expect(ended).toHaveLength(10);
  expect(ended.indexOf('two')).toBeLessThan(4);
  expect(ended.indexOf('question')).toBeLessThan(3);
  await encoder.close();
});

it('a batch that fails lets the next one go', async () => {
  const encoder = await openEncoder(TINY, { threads: 1 });
  const mine = new BulkLines().encoderFor('one', encoder);
  const gone = AbortSignal.abort();
  const failing = Array.from({ length: 4 }, () => mine.embed(['a'], { signal: gone }).catch(() => 'failed'));
  const [last] = await Promise.all([mine.embed(['b']), ...failing]);
  expect(last.vectors).toHaveLength(1);
  await encoder.close();
});
