import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { DuplicatesCheckResponse } from '../../schemas/curation/duplicates-check.ts';
import { RecordPage } from '../../schemas/api/corpora.ts';
import { curated } from './curation.ts';
import { answerOf, errorOf, ingest, startService, type Service } from './service.ts';

const poem = (instruction: string, output = 'Roses are red.', rest: object = {}) => ({
  instruction,
  output,
  ...rest,
});
const ROWS = [
  poem('Write a poem about the sea.', 'Waves come and waves go.', { score: 1 }),
  poem('write a poem about the SEA', 'Waves come and waves go.', { score: 5 }),
  poem('Can you compose a poem on the sea?', 'The tide is high.', { score: 3 }),
  poem('Write a poem about the desert.', 'Sand and sand.', { score: 2 }),
  poem('Is seven a prime number?', 'Yes.', { score: 2 }),
  poem('Is seven a prime number?', 'No.', { score: 2 }),
  poem('Give three tips for sleeping well.', 'Go to bed early.', { score: 2 }),
  poem('Give five tips for sleeping well.', 'Go to bed late.', { score: 2 }),
];
const Mark = z.object({
  id: z.string(),
  keep: z.boolean(),
  duplicate_of: z.string().nullable(),
  reason: z.string().nullable(),
  content: z.number().nullable(),
  task: z.number().nullable(),
  lexical: z.number().nullable(),
  difference: z.string().nullable(),
  conflict: z.boolean(),
});

const shown = (images: string[], rest: object = {}) => ({
  instruction: 'Which?',
  output: 'A',
  images,
  ...rest,
});
const WHOLE = [
  shown(['dog', 'cat'], { id: 'r1', note: 'x' }),
  shown(['bus', 'car'], { id: 'r2', note: 'x' }),
  shown(['dog', 'cat'], { id: 'r3', note: 'y' }),
  shown(['dog', 'cat'], { id: 'r4', note: 'x', label: false }),
];

let service: Service;
let textOf: Map<string, string>;

beforeAll(async () => {
  service = await startService();
  await ingest(service, 'poems', ROWS);
  await ingest(service, 'test', [
    poem('Write a poem about the desert!', 'Sand and sand.'),
    poem('Name a river.', 'The Nile.'),
  ]);
  await ingest(service, 'whole', WHOLE);
  const { records } = await answerOf(RecordPage, service.fetch('/v1/corpora/poems/records?limit=50'));
  textOf = new Map(records.map(({ id, instruction, output }) => [id, `${instruction} ${output}`]));
});

async function marksOf(job: string): Promise<z.infer<typeof Mark>[]> {
  const text = await (await service.fetch(`/v1/jobs/${job}/files/marks.jsonl`)).text();
  return text
    .trim()
    .split('\n')
    .map((line) => Mark.parse(JSON.parse(line)));
}

async function droppedBy(body: object) {
  const { job, report } = await curated(service, 'deduplicate', '/v1/corpora/poems/deduplications', body);
  const marks = await marksOf(job.id);
  const dropped = marks.filter(({ keep }) => !keep);
  const named = dropped.map((mark) => [
    textOf.get(mark.id),
    mark.reason,
    textOf.get(mark.duplicate_of ?? ''),
  ]);
  return { job, report, marks, named };
}

describe('POST /v1/corpora/{name}/deduplications', () => {
  it('marks copies and paraphrases, and keeps other slots and contradictions', async () => {
    const { report, marks, named, job } = await droppedBy({
      keep: 'quality',
      quality_key: 'score',
      threshold: 0.85,
    });
    const best = 'write a poem about the SEA Waves come and waves go.';
    expect(new Set(named.map((one) => one.join(' | ')))).toEqual(
      new Set([
        `Write a poem about the sea. Waves come and waves go. | exact | ${best}`,
        `Can you compose a poem on the sea? The tide is high. | paraphrase | ${best}`,
      ]),
    );
    expect(report).toMatchObject({
      rows: 8,
      selected: 6,
      filtered: 2,
      reasons: { exact: 1, lexical: 0, paraphrase: 1 },
    });
    expect(report.conflicts).toEqual({ requests: 1, records: 2 });
    expect(report.conflict_examples[0]?.outputs.toSorted()).toEqual(['No.', 'Yes.']);
    expect(marks.filter(({ conflict }) => conflict)).toHaveLength(2);
    expect(report.kept_apart.other_slot).toBeGreaterThan(0);
    expect(job.result?.files.map(({ name }) => name)).toEqual([
      'report.json',
      'marks.jsonl',
      'drops.jsonl',
      'pairs.jsonl',
      'conflicts.jsonl',
    ]);
  });

  it('tells of every dropped row its scores and the words that differ, and of the others none', async () => {
    const { marks, named } = await droppedBy({ keep: 'quality', quality_key: 'score', threshold: 0.85 });
    const dropped = marks.filter(({ keep }) => !keep);
    const differences = new Map(dropped.map(({ difference }, at) => [named[at]?.[1], difference]));
    expect(differences).toEqual(
      new Map([
        ['exact', 'Write a poem about the sea.'],
        ['paraphrase', '[-Can you compose-] {+write+} a poem [-on-] {+about+} the sea?'],
      ]),
    );
    for (const { content, task, lexical } of dropped) {
      for (const score of [content, task, lexical]) expect(score).toBeGreaterThan(0);
    }
    for (const { content, difference } of marks.filter(({ keep }) => keep))
      expect([content, difference]).toEqual([null, null]);
  });

  it('moves the threshold until as many rows stay as were asked for, and drops nothing that is no duplicate', async () => {
    const { report: seven } = await droppedBy({ target_rows: 7 });
    expect(seven).toMatchObject({ selected: 7, reasons: { exact: 1, paraphrase: 0 } });
    const { report: few } = await droppedBy({ target_rows: 0.25 });
    expect(few).toMatchObject({ selected: 6, threshold: 0.7 });
    expect(few.threshold_explanation).toMatch(/^0\.7, the lowest: 2 rows were asked for, and 6 stay/);
  });

  it('explains a calibrated threshold, and says what others would drop', async () => {
    const { report } = await droppedBy({ threshold: 'auto' });
    expect(report.threshold_explanation).toContain('0.9');
    const filtered = report.at_thresholds.map((at) => at.filtered);
    expect(filtered).toEqual(filtered.toSorted((a, b) => b - a));
  });

  it('drops at another threshold what it said it would', async () => {
    const { report } = await droppedBy({ keep: 'first' });
    for (const { threshold, filtered } of report.at_thresholds) {
      expect((await droppedBy({ keep: 'first', threshold })).report.filtered).toBe(filtered);
    }
  });

  it('keeps the row that stands first in the file, when asked to', async () => {
    const { named } = await droppedBy({ keep: 'first', threshold: 0.85 });
    const first = 'Write a poem about the sea. Waves come and waves go.';
    expect(named.length).toBeGreaterThan(0);
    expect(named.map(([, , kept]) => kept)).toEqual(named.map(() => first));
  });

  it('against another corpus, drops what that one has and leaves it alone', async () => {
    const { report, named, marks } = await droppedBy({ against: 'test' });
    expect(named.map(([dropped]) => dropped)).toEqual(['Write a poem about the desert. Sand and sand.']);
    expect(marks).toHaveLength(ROWS.length);
    expect(report).toMatchObject({ against: 'test', rows: 8, filtered: 1 });
  });

  it('404 and 400: name the corpus to compare with, and a field of the wrong kind', async () => {
    const path = '/v1/corpora/poems/deduplications';
    expect(await errorOf(service.postJson(path, { against: 'absent' }), 'not_found')).toMatchObject({
      field: 'against',
    });
    expect(await errorOf(service.postJson(path, { against: 'poems' }), 'invalid_request')).toMatchObject({
      field: 'against',
    });
    expect(await errorOf(service.postJson(path, { threshold: 2 }), 'invalid_request')).toMatchObject({
      field: 'threshold',
    });
  });

  it('400: options that nothing uses, with what they are for', async () => {
    const path = '/v1/corpora/poems/deduplications';
    for (const [body, field] of [
      [{ seed: 7 }, 'seed'],
      [{ quality_key: 'score' }, 'quality_key'],
      [{ keep: 'quality', date_key: 'day' }, 'date_key'],
      [{ keep: 'newest', rank_by: [{ field: 'score' }] }, 'keep'],
      [{ target_rows: 7, threshold: 0.95 }, 'threshold'],
      [{ against: 'test', keep: 'first' }, 'keep'],
      [{ against: 'test', rank_by: [{ field: 'length' }] }, 'rank_by'],
    ] as const) {
      expect((await errorOf(service.postJson(path, body), 'invalid_request')).field).toBe(field);
    }
    expect((await errorOf(service.postJson(path, { seed: 7 }), 'invalid_request')).message).toBe(
      'seed: `keep: longest` does not use it: it is for `keep: random`',
    );
    expect(
      (await errorOf(service.postJson(path, { against: 'test', keep: 'first' }), 'invalid_request')).message,
    ).toBe(
      'keep: `against`, of whose records all stay, does not use it: it is for requests without `against`',
    );
    const inAnyCase = { threshold: 0.9, keep: 'longest', quality_key: 'quality', seed: 42 };
    await droppedBy({ ...inAnyCase, target_rows: 7, rank_by: [{ field: 'length' }] });
  });
});

describe('rows with one text and other fields', () => {
  const runOn = (body: object) => curated(service, 'deduplicate', '/v1/corpora/whole/deduplications', body);
  const linesOf = async (job: string, file: string): Promise<unknown[]> => {
    const text = await (await service.fetch(`/v1/jobs/${job}/files/${file}`)).text();
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as unknown);
  };

  it('are no duplicates, and it is told which field was taken for what', async () => {
    const { report } = await runOn({});
    expect(report.filtered).toBe(0);
    expect(report.fields.map(({ field, part, by }) => [field, part, by]).toSorted()).toEqual([
      ['images', 'task', 'name'],
      ['label', 'answer', 'name'],
      ['note', 'task', 'unknown'],
      // A bad answer, which is no output.
      ['output', 'answer', 'name'],
    ]);
  });

  it('are duplicates without the fields that shall be ignored, and conflicts tell what differs', async () => {
    const { job, report } = await runOn({ ignore_fields: ['note'] });
    expect(report.reasons).toEqual({ exact: 1, lexical: 0, paraphrase: 0 });
    const conflicts = await linesOf(job.id, 'conflicts.jsonl');
    expect(conflicts).toHaveLength(1);
    expect(conflicts[0]).toMatchObject({
      instruction: 'Which?',
      input: '',
      outputs: expect.arrayContaining(['A', '']) as unknown,
      fields: ['output', 'metadata.output', 'label'],
      values: { label: expect.arrayContaining([null, false]) as unknown },
    });
  });

  it('are checked by all of their fields', async () => {
    const metadata = (images: string[]) => ({
      instruction: 'Which?',
      output: 'A',
      metadata: { images, note: 'y' },
    });
    const { rows } = await answerOf(
      DuplicatesCheckResponse,
      service.postJson('/v1/corpora/whole/duplicates/check', {
        rows: [metadata(['dog', 'cat']), metadata(['oak', 'elm']), { instruction: 'Which?', output: 'A' }],
      }),
    );
    expect(rows.map(({ status }) => status)).toEqual(['duplicate', 'new', 'new']);
    expect(rows[1]?.apart?.fields).toContain('images');
  });

  it('of pairs that were compared the texts are told', async () => {
    const { job } = await droppedBy({ threshold: 0.85 });
    const [pair] = await linesOf(job.id, 'pairs.jsonl');
    expect(pair).toMatchObject({ fields: expect.arrayContaining(['instruction']) as unknown });
    const { instructions, outputs } = z
      .object({ instructions: z.array(z.string()), outputs: z.array(z.string()) })
      .parse(pair);
    for (const text of [...instructions, ...outputs]) expect(text).not.toBe('');
  });
});

describe('POST /v1/corpora/{name}/duplicates/check', () => {
  const check = (rows: object[]) =>
    answerOf(DuplicatesCheckResponse, service.postJson('/v1/corpora/poems/duplicates/check', { rows }));

  it('tells what is new, a duplicate of what, and what contradicts a record', async () => {
    const answer = await check([
      { instruction: 'Write a poem about the Sea!', output: 'waves come and waves go' },
      { instruction: 'Please write a poem about the sea.', output: 'Another.' },
      { instruction: 'is seven a prime number', output: 'It depends.' },
      { instruction: 'Write a poem about the forest.', output: 'Trees.' },
    ]);
    expect(answer).toMatchObject({ corpus: 'poems', new: 1, duplicates: 2, conflicts: 1 });
    expect(answer.rows.map(({ status, reason }) => [status, reason])).toEqual([
      ['duplicate', 'exact'],
      ['duplicate', expect.stringMatching(/lexical|paraphrase/)],
      ['conflict', null],
      ['new', null],
    ]);
    expect(textOf.get(answer.rows[0]?.id ?? '')).toMatch(/the sea/i);
  });

  it('stores nothing', async () => {
    await check([{ instruction: 'Name a lake.' }]);
    expect(await check([{ instruction: 'Name a lake.' }])).toMatchObject({ new: 1 });
  });

  it('400: takes one row at least', async () => {
    await errorOf(service.postJson('/v1/corpora/poems/duplicates/check', { rows: [] }), 'invalid_request');
  });
});
