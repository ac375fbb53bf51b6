import { describe, expect, it } from 'vitest';
import { temporaryDirectory } from '../api/temporary-directory.ts';
import { TINY } from '../encoder-folder.ts';
import { runKillable } from './killable.ts';
import { storedCorpus } from './stored-corpus.ts';

describe('a replacement that is killed after the new record is stored and before the old one is deleted', () => {
  it('loses neither, and one record stays when it is repeated', { timeout: 240_000 }, async () => {
    const data = await temporaryDirectory();
    const put = (...args: string[]): Promise<boolean> =>
      runKillable('put-process.ts', [data, ...args], (line) => line === 'stored');
    const outputs = async (): Promise<string[]> => {
      const stored = await storedCorpus({ KINDRED_DATA: data, KINDRED_ENCODER: TINY });
      return stored.map(({ record }) => record.output).sort();
    };
    expect(await put('Old.')).toBe(true);
    expect(await put('New.', 'hold')).toBe(false);
    expect(await outputs()).toEqual(['New.', 'Old.']);
    expect(await put('New.')).toBe(true);
    expect(await outputs()).toEqual(['New.']);
  });
});
