import { describe, expect, it } from 'vitest';
import { outcome, sampleFiles } from './sample-files.ts';

const files = sampleFiles();
const row = (n: number): string => `- instruction: Do ${n}.\n  output: Done ${n}.\n`;

describe('reading YAML', () => {
  it('reads a list of rows with texts over several lines, anchors and comments, and tells their lines', async () => {
    const text = `# rows\n---\n- instruction: |\n    First\n    line.\n  output: &o "- no row"\n  again: *o\n\n${row(2)}`;
    const { contents, reading } = await files.read('a.yaml', text);
    expect(reading.format).toBe('yaml');
    expect(contents.map(({ instruction, output }) => [instruction, output])).toEqual([
      ['First\nline.\n', '- no row'],
      ['Do 2.', 'Done 2.'],
    ]);
    expect(contents[0]?.metadata).toEqual({ again: '- no row' });
    const lines: number[] = [];
    for await (const found of reading.rows) if ('content' in found) lines.push(found.line);
    expect(lines).toEqual([3, 9]);
  });

  it('reads rows below any number of empty lines and comments, and tells a text that begins so from rows', async () => {
    const before = `%YAML 1.2\n${'\n'.repeat(300)}${'  # rows\r\n'.repeat(300)}--- # all\n\n`;
    expect(outcome(await files.read('before.yaml', `${before}${row(1)}`)).read).toEqual(['Do 1.']);
    expect(outcome(await files.read('before', `${before}${row(1)}`)).read).toEqual(['Do 1.']);
    const text = `${'\n'.repeat(3_000)}Name a fish.\n`;
    expect(outcome(await files.read('before.txt', text)).read).toEqual(['Name a fish.']);
  });

  it('rejects an element that is not YAML with its line, and reads the others', async () => {
    const file = await files.read('b.yml', `${row(1)}- instruction: "Do 2.\n  output: x\n${row(3)}`);
    expect(outcome(file)).toEqual({ read: ['Do 1.', 'Do 3.'], rejected: [3] });
    expect(file.rejections[0]?.reason).toMatch(/^not valid YAML, line \d/);
  });

  it('finds the list in a document, with what stands beside it', async () => {
    const text = `system: Be brief.\nversion: 2\ndata:\n  items:\n    - instruction: Do 1.\n      output: Done 1.\n`;
    const { contents, reading } = await files.read('c.yaml', text);
    expect(contents).toMatchObject([{ instruction: 'Do 1.', output: 'Done 1.', system: 'Be brief.' }]);
    expect(reading.notes()).toEqual(['beside the rows, not read: `version`']);
    for await (const found of reading.rows) expect(found).toMatchObject({ line: 5 });
  });

  it('reads the list that is named, and splits', async () => {
    const text = `train:\n${row(1)}validation:\n${row(2)}`;
    expect(outcome(await files.read('d.yaml', text)).read).toEqual(['Do 1.', 'Do 2.']);
    expect(outcome(await files.read('d.yaml', text, { rows: 'train' })).read).toEqual(['Do 1.']);
  });

  it('keeps whole numbers exact and texts that YAML 1.1 took for other values', async () => {
    const text = '- instruction: Do.\n  output: no\n  big: 1234567890123456789\n  at: 2024-01-02\n';
    expect((await files.read('e.yaml', text)).contents).toMatchObject([
      { output: 'no', metadata: { big: '1234567890123456789', at: '2024-01-02' } },
    ]);
  });

  it('refuses aliases that repeat what they name without end', async () => {
    const levels = Array.from(
      { length: 12 },
      (_, n) => `  l${n + 1}: &l${n + 1} [${`*l${n},`.repeat(9)}]\n`,
    ).join('');
    const file = await files.read(
      'f.yaml',
      `${row(1)}- instruction: Do 2.\n  l0: &l0 [x, x]\n${levels}${row(3)}`,
    );
    expect(outcome(file)).toEqual({ read: ['Do 1.', 'Do 3.'], rejected: [3] });
    expect(file.rejections[0]?.reason).toMatch(/alias/i);
  });

  it('rejects an element that is too long without holding it, and one that is nested too deeply', async () => {
    const long = `- instruction: Do 2.\n  output: ${'x'.repeat(3_000_000)}\n`;
    const deep = `- instruction: Do 4.\n  output: ${'['.repeat(100_000)}\n`;
    const file = await files.read('g.yaml', `${row(1)}${long}${row(3)}${deep}${row(5)}`);
    expect(outcome(file)).toEqual({ read: ['Do 1.', 'Do 3.', 'Do 5.'], rejected: [3, 7] });
  });
});
