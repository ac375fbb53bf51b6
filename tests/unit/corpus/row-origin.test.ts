import { describe, expect, it } from 'vitest';
import type { ColumnMap } from '../../../schemas/layout.ts';
import { InstructionRecord, type Json } from '../../../schemas/record.ts';
import { layoutFor, layoutNamed, LAYOUTS } from '../../../services/corpus/layouts.ts';
import type { Row } from '../../../services/corpus/row.ts';
import type { WritableRow } from '../../../services/corpus/typed-value.ts';
import { recordId, toRecord } from '../../../services/corpus/record.ts';
import { originalRow, originOf } from '../../../services/corpus/row-origin.ts';
import { randomIndex, seededRandom, shuffled } from '../../../services/runtime/seeded-random.ts';
import { RENAMED, ROWS } from './layout-rows.ts';

const NAMES = [
  ...['instruction', 'input', 'output', 'system', 'history', 'context', 'response', 'category', 'query'],
  ...[
    'question',
    'prompt',
    'answer',
    'completion',
    'chosen',
    'rejected',
    'conversations',
    'messages',
    'text',
  ],
  ...['contents', 'turns', 'data', 'context', 'label', 'preferred_output', 'Messages'],
  ...['id', '_id', 'source', 'dataset', 'système', '名前', 'score', ''],
];
const CHATS = [
  '### Human: A### Assistant: B',
  '[{"role": "user", "content": "A"}, {"role": "assistant", "content": ""}]',
  "[{'from': 'human', 'value': 'A'}]",
];
const TEXTS = ['', ' ', 'A', 'Write a poem.', '写一首诗', 'שיר', '🙂\n"x", y', '[["q", "a"]]', '0', ...CHATS];

function recordOf(row: Row, columns?: ColumnMap): InstructionRecord {
  const layout = columns === undefined ? layoutFor(row, null) : layoutNamed('columns', columns);
  const content = layout.read(row);
  const origin = originOf(row, content, layout, { file: 'f', line: 1, ...(columns && { columns }) });
  const record = toRecord(content, 'c', null, origin);
  expect(record.id).toBe(recordId(content, 'c'));
  return InstructionRecord.parse(JSON.parse(JSON.stringify(record)));
}

/** A row must come back with its fields in their order, which `toEqual` does not look at. */
function expectSame(back: WritableRow | null, row: Row): void {
  expect(JSON.stringify(back)).toBe(JSON.stringify(row));
}

function randomValue(random: () => number): Json {
  const text = TEXTS[randomIndex(random, TEXTS.length)] ?? '';
  const turns = [
    { role: 'user', content: 'A' },
    { role: 'assistant', content: text },
  ];
  const spoken = [
    { from: 'user', value: text },
    { from: 'gpt', value: 'B' },
  ];
  const values: Json[] = [
    text,
    text,
    text,
    text,
    null,
    7,
    true,
    { a: [text] },
    [text],
    [['q', text]],
    turns,
    spoken,
    [],
  ];
  return values[randomIndex(random, values.length)] ?? null;
}

describe('the origin of a row', () => {
  it('brings back every row of every layout exactly, with its fields in their order', () => {
    const rows = [
      ...LAYOUTS.flatMap(({ name }) => (name === 'columns' ? [] : ROWS[name])),
      ...RENAMED.map(({ row }) => row),
    ];
    for (const row of rows) expectSame(originalRow(recordOf(row)), row);
  });

  it('brings back random rows exactly, whatever their names, types and scripts', () => {
    const random = seededRandom(5);
    let read = 0;
    for (let at = 0; at < 4_000; at++) {
      const names = shuffled(NAMES, random).slice(0, 1 + randomIndex(random, 6));
      const row = Object.fromEntries(names.map((name) => [name, randomValue(random)]));
      let record: InstructionRecord;
      try {
        record = recordOf(row);
      } catch (error) {
        expect(error).toMatchObject({ name: 'RowProblem' });
        continue;
      }
      read += 1;
      expectSame(originalRow(record), row);
    }
    expect(read).toBeGreaterThan(500);
  });

  it('keeps no value twice of rows that are as their layout writes them, under any name in use', () => {
    for (const row of [
      { instruction: 'A', input: '', output: 'B' },
      { output: 'B', instruction: 'A', id: 'x', score: 1 },
      { prompt: 'A', completion: 'B' },
      { question: 'A', context: 'B', answer: 'C', system_prompt: 'S' },
      {
        conversation: [
          { from: 'human', value: 'A' },
          { from: 'gpt', value: 'B' },
        ],
      },
    ]) {
      const { origin } = recordOf(row);
      expect(origin?.values).toBeUndefined();
      expect(origin?.fields).toEqual(Object.keys(row));
    }
  });

  it('knows the column map', () => {
    const row = { reply: 'B', ask: 'A', before: null, note: 3 };
    expectSame(originalRow(recordOf(row, { instruction: 'ask', output: 'reply', history: 'before' })), row);
  });

  it('is missing in records from before it was remembered', () => {
    const record = { ...recordOf({ text: 'A' }), origin: undefined };
    expect(originalRow(record)).toBeNull();
  });
});
