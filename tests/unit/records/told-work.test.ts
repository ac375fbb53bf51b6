import { describe, expect, it } from 'vitest';
import type { InstructionRecord, TaskLabel } from '../../../schemas/record.ts';
import { toRecord } from '../../../services/corpus/record.ts';
import { Directions } from '../../../services/embedding/directions.ts';
import { withTold } from '../../../services/records/told-work.ts';

/** Shares of 0.88 at a direction and of a half between the two, and what chance each has. */
const MEASURED = {
  temperature: 0.5,
  calibration: [
    { from: 0, probability: 0.49 },
    { from: 0.8, probability: 0.5 },
  ],
};
const SING = Float32Array.of(1, 0);
const DANCE = Float32Array.of(0, 1);
const BETWEEN = Float32Array.of(Math.SQRT1_2, Math.SQRT1_2);

function directions(sing: string, dance: string): Directions {
  const kinds = [
    { name: sing, vector: [...SING] },
    { name: dance, vector: [...DANCE] },
  ];
  return new Directions({ ...MEASURED, kinds });
}

const KINDS = directions('sing', 'dance');
const LABELS = directions('sing|song', 'dance|waltz');
const PARSED: TaskLabel = { name: 'hum|tune', confidence: 0.1 };
const TOLD: TaskLabel = { name: 'sing|song', confidence: 0.5, from: 'neighbours' };

function record(label: TaskLabel | null): InstructionRecord {
  const empty = { input: '', output: '', system: '', history: [], source: null, user_id: null, metadata: {} };
  return toRecord({ instruction: 'Laula laulu.', ...empty }, 'main', label);
}

async function labelOf(
  label: TaskLabel | null,
  task: Float32Array,
  labels: Directions | null = LABELS,
): Promise<TaskLabel | null | undefined> {
  const one = { record: record(label), vectors: { task, content: task } };
  const [told] = await withTold([one], { kinds: null, labels });
  return told?.record.label;
}

describe('the label that an encoder tells', () => {
  it('is that of the nearest direction with its measured chance, and says that it is from neighbours', async () => {
    expect(await labelOf(null, SING)).toEqual(TOLD);
    expect(await labelOf(null, DANCE)).toEqual({ ...TOLD, name: 'dance|waltz' });
  });

  it('is none below a chance of a half', async () => {
    expect(await labelOf(null, BETWEEN)).toBeNull();
    expect(await labelOf(TOLD, BETWEEN)).toBeNull();
  });

  it('never takes the place of one that the words of the instruction say', async () => {
    for (const labels of [LABELS, null]) expect(await labelOf(PARSED, SING, labels)).toEqual(PARSED);
  });

  it('is told anew by the next encoder, and vanishes when that has no labels', async () => {
    expect(await labelOf(TOLD, SING, directions('chant|hymn', 'dance|waltz'))).toEqual({
      ...TOLD,
      name: 'chant|hymn',
    });
    expect(await labelOf(TOLD, SING, null)).toBeNull();
  });

  it('stands beside the kind, and depends on no other record of the batch', async () => {
    const batch = Array.from({ length: 40 }, (_, at) => {
      const task = at % 2 === 0 ? SING : DANCE;
      return { record: record(at % 3 === 0 ? PARSED : null), vectors: { task, content: task } };
    });
    const teller = { kinds: KINDS, labels: LABELS };
    const together = await withTold(batch, teller);
    const alone = await Promise.all(batch.map((one) => withTold([one], teller)));
    expect(together).toEqual(alone.flat());
    expect(together.map(({ record: { kind } }) => kind?.name)).toEqual(
      batch.map((_, at) => (at % 2 === 0 ? 'sing' : 'dance')),
    );
  });
});
