import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { openingOf } from '../../../../services/curation/rows/opening.ts';

it('an opening is the first 160 characters in one line, also where these end within a character', () => {
  expect(openingOf('  Sing\n\t a   song.  ')).toBe('Sing a song.');
  expect(openingOf('x'.repeat(1_000))).toBe('x'.repeat(160));
  const cut = `${'x'.repeat(159)}🙂`;
  expect(openingOf(cut)).toBe(cut.slice(0, 160));
});

it('an opening keeps nothing of a long text in memory', () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const taken = (): number => {
    collect();
    return process.memoryUsage().heapUsed;
  };
  // Texts of more than a million letters lie outside of the heap that is measured.
  const long = 1_000_000;
  const before = taken();
  const openings = Array.from({ length: 40 }, (_, n) =>
    openingOf(Buffer.alloc(long, 97 + n).toString('latin1')),
  );
  expect(taken() - before).toBeLessThan(10 * long);
  expect(openings).toHaveLength(40);
});
