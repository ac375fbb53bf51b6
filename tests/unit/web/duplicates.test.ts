import { describe, expect, it } from 'vitest';
import { DropsQuery } from '../../../schemas/curation/duplicate-decisions.ts';
import {
  decideCommand,
  exportCommand,
  runCommand,
  runRequest,
} from '../../../services/web/duplicates/commands.ts';
import { judgedSoFar } from '../../../services/web/duplicates/judged-so-far.ts';
import { outcomeOf, scoresInWords } from '../../../services/web/duplicates/pair.ts';
import { dropsAskedFor, modeOf } from '../../../services/web/duplicates/told-of-run.ts';

const URL = 'http://127.0.0.1:4747';
const JOB = '0f6c1a52-5b0e-4b39-9f0a-0c9d6a1f7e21';
const one = (command: string | null): string => (command ?? '').replaceAll(/ \\\n\s+/g, ' ');

describe('the commands of the duplicates', () => {
  it('start the same run as the request, which names no rule for keeping where all of another corpus stay', () => {
    const wanted = {
      threshold: 'auto',
      keep: 'quality',
      field: 'my score',
      maxLoss: 'off',
      against: '',
    } as const;
    expect(one(runCommand('house', wanted, URL))).toBe(
      `kindred dedup house --threshold auto --keep quality --quality-key 'my score' --max-loss off --url ${URL}`,
    );
    expect(runRequest(wanted)).toEqual({
      ...{ threshold: 'auto', keep: 'quality', quality_key: 'my score', max_loss: null },
    });
    const against = { ...wanted, against: 'exam' };
    expect(one(runCommand('house', against, URL))).toBe(
      `kindred dedup house --threshold auto --max-loss off --against exam --url ${URL}`,
    );
    expect(runRequest(against)).toEqual({ threshold: 'auto', max_loss: null, against: 'exam' });
    const usual = {
      threshold: 0.9,
      keep: 'longest',
      field: 'my score',
      maxLoss: '0.5',
      against: '',
    } as const;
    expect(runRequest(usual)).toEqual({ threshold: 0.9, keep: 'longest', max_loss: 0.5 });
  });

  it('make the last decision, or take it back, and apply all', () => {
    expect(decideCommand(JOB, new Map(), URL)).toBeNull();
    expect(one(decideCommand(JOB, new Map([['a', 'swap']]), URL))).toBe(
      `kindred dedup-decide ${JOB} --swap a --url ${URL}`,
    );
    expect(one(decideCommand(JOB, new Map([['a', null]]), URL))).toContain('--undo a');
    expect(one(exportCommand('house', JOB, URL))).toBe(
      `kindred export house --marks ${JOB} --apply --without-marks --out house-clean.jsonl.gz --url ${URL}`,
    );
  });
});

it('an address asks for drops that the service lists, and for nothing that it does not know', () => {
  const narrowed = { source: 'web', reason: 'lexical', decision: 'open', threshold: '0.95' };
  const told = { ...narrowed, corpus: 'house', order: 'surest' };
  const asked = { source: 'web', threshold: 0.95, order: 'surest' };
  expect(DropsQuery.parse(dropsAskedFor(told))).toMatchObject(asked);
  expect(dropsAskedFor({ reason: 'guess', decision: 'maybe', threshold: 'high', order: 'any' })).toEqual({});
  expect([modeOf({}), modeOf({ show: 'conflicts' }), modeOf({ show: 'all' })]).toEqual(['', 'conflicts', '']);
});

it('of a sample those count that were judged from the first on', () => {
  const judged = judgedSoFar([
    { id: 'a', decision: 'same' },
    { id: 'b', decision: 'different' },
    { id: 'c', decision: 'swap' },
    { id: 'd', decision: null },
    { id: 'e', decision: 'different' },
  ]);
  expect(judged).toEqual([
    { id: 'a', right: true },
    { id: 'b', right: false },
    { id: 'c', right: true },
  ]);
});

it('a card says which row stays, and in words how sure that is', () => {
  expect(outcomeOf(null)).toEqual({ dropped: false, kept: true });
  expect(outcomeOf('same')).toEqual({ dropped: false, kept: true });
  expect(outcomeOf('different')).toEqual({ dropped: true, kept: true });
  expect(outcomeOf('swap')).toEqual({ dropped: true, kept: false });
  const scores = { content: 0.934, lexical: 0.41, chance: 0.62 };
  const rest = { duplicate_of: 'b', source: null, kept_source: null, dropped: null, kept: null } as const;
  expect(scoresInWords({ ...scores, ...rest, reason: 'paraphrase', decision: null, decided: null })).toBe(
    '62 % likely to ask for the same, as the encoder reads it · content very alike (0.93) · 41 % of the letters shared',
  );
});
