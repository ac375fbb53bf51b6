import { describe, expect, it } from 'vitest';
import type { FitJudge } from '../../../services/retrieval/fit.ts';
import { passGate, type GateRules } from '../../../services/retrieval/gate.ts';
import type { Neighbour } from '../../../services/store/port.ts';
import { at, recordOf } from './candidates.ts';

const query = { task: at(0), content: at(0) };
const rules: GateRules = {
  query,
  queryHash: 'hash of the query',
  allowNear: false,
  minTask: null,
  judge: null,
  minFit: null,
};

function neighbour(
  id: string,
  changed: { task?: number; content?: number; output?: string; text?: string } = {},
): Neighbour {
  const vectors = { task: at(changed.task ?? 10), content: at(changed.content ?? 60) };
  return { record: recordOf(id, changed.text ?? id, changed.output ?? 'An answer.'), score: 0, vectors };
}

describe('the gate before demonstrations', () => {
  it('leaves out near copies of the query, counted, unless they are allowed', () => {
    const copies = [
      neighbour('copy', { content: 5 }),
      neighbour('the query', { content: 60 }),
      neighbour('fine'),
    ];
    const strict = passGate(copies, rules);
    expect(strict.passed.map((one) => one.neighbour.record.id)).toEqual(['fine']);
    expect(strict.nearCopies).toBe(2);
    expect(passGate(copies, { ...rules, allowNear: true }).passed).toHaveLength(3);
  });

  it('keeps one whose content similarity is just below 0.95', () => {
    const angle = (Math.acos(0.9499) * 180) / Math.PI;
    expect(passGate([neighbour('a', { content: angle })], rules).passed).toHaveLength(1);
  });

  it('leaves out records without an answer', () => {
    const result = passGate([neighbour('a', { output: ' \n' }), neighbour('b')], rules);
    expect(result.withoutAnswer).toBe(1);
    expect(result.passed.map((one) => one.neighbour.record.id)).toEqual(['b']);
  });

  it('keeps the first of records with the same text', () => {
    const result = passGate([neighbour('a', { text: 'same' }), neighbour('b', { text: 'same' })], rules);
    expect(result.passed.map((one) => one.neighbour.record.id)).toEqual(['a']);
    expect(result.repeated).toBe(1);
  });

  it('leaves out what is below the task threshold and keeps what is at it', () => {
    const result = passGate([neighbour('near', { task: 60 }), neighbour('far', { task: 61 })], {
      ...rules,
      minTask: at(60)[0] ?? 0,
    });
    expect(result.passed.map((one) => one.neighbour.record.id)).toEqual(['near']);
    expect(result.belowThreshold).toBe(1);
  });

  it('leaves out what is less likely to fit than asked for, and says how likely the others are', () => {
    const judge: FitJudge = {
      asks: 1,
      judge: (_, task) => ({ chance: task > 0.9 ? 0.5 : 0.49, parts: { kind: 1 } }),
    };
    const both = [neighbour('fits', { task: 10 }), neighbour('does not', { task: 60 })];
    const result = passGate(both, { ...rules, judge, minFit: 0.5 });
    expect(result.passed).toMatchObject([{ fit: { chance: 0.5, parts: { kind: 1 } } }]);
    expect(result.belowFit).toBe(1);
    expect(passGate(both, { ...rules, judge }).passed).toHaveLength(2);
  });
});
