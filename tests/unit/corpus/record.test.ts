import { describe, expect, it } from 'vitest';
import { InstructionRecord, type InstructionContent } from '../../../schemas/record.ts';
import { embeddingText, textHash } from '../../../services/corpus/embedding-text.ts';
import { readValue, typedValue } from '../../../services/corpus/json-value.ts';
import { exactJson, nothingReplaced } from '../../../services/curation/export/exact-json.ts';
import { canonicalJson, recordId, toRecord } from '../../../services/corpus/record.ts';

const CONTENT: InstructionContent = {
  instruction: 'Name a river.',
  input: 'In Poland.',
  output: 'The Oder.',
  system: 'Be brief.',
  history: [{ role: 'user', content: 'Hello' }],
  source: 'atlas',
  user_id: '7',
  metadata: { b: 1, a: { d: [1, 2], c: null } },
};

describe('records', () => {
  it('have an id that stays the same over releases', () => {
    expect(recordId(CONTENT, 'rivers')).toBe('0661e901-15c3-561d-9178-4e8366b26576');
  });

  it('have the same id whatever the order of keys', () => {
    const turned = { ...CONTENT, metadata: { a: { c: null, d: [1, 2] }, b: 1 } };
    expect(recordId(turned, 'rivers')).toBe(recordId(CONTENT, 'rivers'));
  });

  it('have another id when any field or the corpus differs', () => {
    const others: InstructionContent[] = [
      { ...CONTENT, instruction: 'Name a river!' },
      { ...CONTENT, input: '' },
      { ...CONTENT, output: 'The Warta.' },
      { ...CONTENT, system: '' },
      { ...CONTENT, history: [{ role: 'assistant', content: 'Hello' }] },
      { ...CONTENT, source: null },
      { ...CONTENT, user_id: null },
      { ...CONTENT, metadata: { b: 1, a: { d: [2, 1], c: null } } },
    ];
    const ids = [...others.map((other) => recordId(other, 'rivers')), recordId(CONTENT, 'lakes')];
    expect(new Set([...ids, recordId(CONTENT, 'rivers')]).size).toBe(others.length + 2);
  });

  it('are valid, carry label and corpus, and share the text hash when instruction and input are equal', () => {
    const label = { name: 'name|river', confidence: 0.9 };
    const record = toRecord(CONTENT, 'rivers', label);
    expect(InstructionRecord.parse(record)).toEqual(record);
    expect(record).toMatchObject({ ...CONTENT, corpus: 'rivers', label });
    expect(toRecord({ ...CONTENT, output: 'x' }, 'lakes', null).text_hash).toBe(record.text_hash);
  });

  it('canonical JSON sorts keys at every depth and escapes as JSON does', () => {
    expect(canonicalJson({ b: [{ z: 1, y: '"\n' }], a: null })).toBe('{"a":null,"b":[{"y":"\\"\\n","z":1}]}');
  });
});

describe('the embedding text', () => {
  it('is the instruction, and a blank line and the input when there is one', () => {
    expect(embeddingText({ instruction: ' A\n', input: ' B ' })).toBe('A\n\nB');
    expect(embeddingText({ instruction: 'A', input: ' \n' })).toBe('A');
  });

  it('is in composed form, so that equal letters give equal hashes', () => {
    const [composed, decomposed] = ['\u00e9', 'e\u0301'].map((instruction) =>
      embeddingText({ instruction, input: '' }),
    );
    expect(decomposed).toBe(composed);
  });

  it('is hashed by the first half of SHA-256', () => {
    expect(textHash('abc')).toBe('ba7816bf8f01cfea414140de5dae2223');
  });
});

describe('values of rows as JSON', () => {
  it('are what JSON can carry, with a note of what it cannot', () => {
    const value = {
      at: new Date(0),
      big: 2n ** 60n,
      small: 5n,
      bytes: new Uint8Array([1, 2]),
      none: undefined,
      nan: NaN,
      list: [-0, [Infinity]],
    };
    expect(readValue(value)).toEqual({
      json: {
        at: '1970-01-01T00:00:00.000Z',
        big: '1152921504606846976',
        small: 5,
        bytes: 'AQI=',
        nan: null,
        list: [0, ['Infinity']],
      },
      exact: { '/big': 'number', '/bytes': 'bytes', '/nan': 'nan', '/list/0': '-0.0', '/list/1/0': 'number' },
    });
  });

  it('have NUL and lone surrogates replaced and noted, and whole pairs kept', () => {
    expect(readValue({ 'a/b': 'x\0y', b: '\ud83d \ude00 😀' })).toEqual({
      json: { 'a/b': 'x\ufffdy', b: '\ufffd \ufffd 😀' },
      exact: { '/a~1b': 'text "x\\u0000y"', '/b': 'text "\\ud83d \\ude00 😀"' },
    });
  });

  it('have the names of their fields replaced and noted too, and are refused when two become one', () => {
    const value = { x: [{ 'b\0': 'a\0', c: 1 }] };
    const { json, ...notes } = readValue(value);
    expect(json).toEqual({ x: [{ 'b\ufffd': 'a\ufffd', c: 1 }] });
    const again = typedValue(json, notes);
    expect(exactJson(again, nothingReplaced())).toBe(JSON.stringify(value));
    expect(() => readValue({ 'b\0': 1, 'b\ufffd': 1 })).toThrow(/two names of fields differ only in NUL/);
  });

  it('keep a field that is called like the prototype a field', () => {
    const value: unknown = JSON.parse('{"__proto__": {"x": 1}}');
    expect(Object.keys(readValue(value).json as object)).toEqual(['__proto__']);
  });

  it('are refused when nested too deep', () => {
    const deep: unknown = JSON.parse(`${'['.repeat(5_000)}${']'.repeat(5_000)}`);
    expect(() => readValue(deep)).toThrow(/nested deeper than 100 levels/);
  });
});
