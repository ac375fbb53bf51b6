import { describe, expect, it } from 'vitest';
import { outcome, sampleFiles } from './sample-files.ts';

const files = sampleFiles();

describe('a file of plain text', () => {
  it.each([
    [
      'prompts.txt',
      'Name a fish.\r\n\r\nName a bird, quickly.\r\n',
      ['Name a fish.', 'Name a bird, quickly.'],
    ],
    ['prompts.txt', '[Note] Name a fish.\n{name} is a fish.\n', ['[Note] Name a fish.', '{name} is a fish.']],
    ['prompts.md', '\uFEFFName a fish\nName a bird\n', ['Name a fish', 'Name a bird']],
    ['prompts.txt', 'Name a fish', ['Name a fish']],
    ['nameless', 'Name a fish.\nName a bird.\n', ['Name a fish.', 'Name a bird.']],
    ['prompts.txt', '"Quoted," she said.\n"And again."\n', ['"Quoted," she said.', '"And again."']],
  ] as const)('%s gives a row for each line, and loses none: %j', async (name, data, read) => {
    const file = await files.read(name, data);
    expect([file.reading.format, outcome(file)]).toEqual(['text', { read, rejected: [] }]);
    expect(file.reading.notes()).toEqual([]);
  });

  it.each([
    [
      'rows.txt',
      '{"instruction": "Name a fish.", "output": "Cod"}\n{"instruction": "Name a bird.", "output": "Owl"}\n',
      'jsonl',
    ],
    ['rows.txt', '[{"instruction": "Name a fish."}, {"instruction": "Name a bird."}]', 'json'],
    ['rows.txt', 'instruction,output\nName a fish.,Cod\nName a bird.,Owl\n', 'csv'],
    ['rows.txt', 'instruction\toutput\nName a fish.\tCod\nName a bird.\tOwl\n', 'tsv'],
    ['nameless', 'instruction\nName a fish.\nName a bird.\n', 'csv'],
  ] as const)('%s that is unmistakably another format is read as that: %#', async (name, data, format) => {
    const file = await files.read(name, data);
    expect([file.reading.format, outcome(file).read]).toEqual([format, ['Name a fish.', 'Name a bird.']]);
  });

  it('that is running text or Markdown is read by lines, and it is said', async () => {
    const prose =
      'It was a morning on which nobody in the harbour had\nthe slightest wish to go out, and so the boats stayed\nwhere they were until noon.\n';
    expect((await files.read('story.txt', prose)).reading.notes()).toEqual([
      expect.stringMatching(
        /^Each line of story\.txt was read as a row, and 2 of them go on from the line before/,
      ),
    ]);
    expect((await files.read('guide.md', '# Fish\nName a fish.\n')).reading.notes()).toEqual([
      expect.stringMatching(/1 of them are headings, code or tables of Markdown/),
    ]);
  });

  it('rejects a line that is no UTF-8, and goes on', async () => {
    const data = Buffer.concat([
      Buffer.from('Name a fish.\n'),
      Buffer.from([0xff, 0x0a]),
      Buffer.from('Sing.\n'),
    ]);
    expect(outcome(await files.read('p.txt', data))).toEqual({
      read: ['Name a fish.', 'Sing.'],
      rejected: [2],
    });
  });
});

describe('a table of one column', () => {
  it.each([
    ['Name a fish.\nName a bird.\n', ['Name a fish.', 'Name a bird.']],
    ['"Name a fish, please."\n"Name a bird."\n', ['Name a fish, please.', 'Name a bird.']],
    ['prompt\nName a fish.\n', ['Name a fish.']],
  ])('whose first line is a sentence has no header: %j', async (data, read) => {
    const file = await files.read('one.csv', data);
    expect([file.reading.format, outcome(file)]).toEqual(['csv', { read, rejected: [] }]);
  });
});
