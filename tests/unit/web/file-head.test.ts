import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { firstPartOf } from '../../../services/web/home/file-head.ts';

const LINE = `{"instruction":"${'x'.repeat(200)}"}\n`;
const LARGE = LINE.repeat(20_000);

describe('what of a file is looked at', () => {
  it('is its first whole lines where it has a row a line', async () => {
    const head = await firstPartOf(new File([LARGE], 'rows.jsonl'));
    expect(head?.size).toBeLessThanOrEqual(2 * 1_024 ** 2);
    expect((head?.size ?? 1) % LINE.length).toBe(0);
    expect(head?.name).toBe('rows.jsonl');
  });

  it.each([
    ['a small one', 'rows.csv', LINE],
    ['one that is compressed, whatever its name', 'rows.jsonl', gzipSync(LARGE, { level: 0 })],
    ['one whose rows end anywhere', 'rows.json', LARGE],
  ])('is all of it: %s', async (_, name, content) => {
    const file = new File([content], name);
    expect((await firstPartOf(file))?.size).toBe(file.size);
  });

  it('is nothing where all of it would be too much', async () => {
    const block = new Uint8Array(1_024 ** 2);
    expect(
      await firstPartOf(
        new File(
          Array.from({ length: 65 }, () => block),
          'rows.parquet',
        ),
      ),
    ).toBeNull();
  });
});
