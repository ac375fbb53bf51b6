import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { OPERATIONS, type OperationKind } from '../../schemas/curation/operations.ts';
import { curated } from './curation.ts';
import { errorOf, ingest, startService, type Service } from './service.ts';

const KINDS = Object.keys(OPERATIONS) as OperationKind[];
const CORPORA = ['train', 'target', 'pool'] as const;

/** A request for each operation, and the corpus its marks must be on. A kind that is missing here does not compile. */
const ASKED: Readonly<Record<OperationKind, { readonly body: object; readonly marks: string | null }>> = {
  neighbours: { body: {}, marks: null },
  deduplicate: { body: { against: 'pool' }, marks: 'train' },
  select: { body: { budget: 2, target: 'pool' }, marks: 'train' },
  compress: { body: { budget: 2 }, marks: 'train' },
  contamination: { body: { train: 'train', bench: 'target' }, marks: 'train' },
  correlation: { body: { corpora: ['train', 'target'] }, marks: null },
  gaps: { body: { train: 'train', target: 'target', pool: 'pool' }, marks: 'pool' },
  diff: { body: { old: 'train', new: 'target' }, marks: null },
  'group-tasks': { body: {}, marks: 'train' },
  project: { body: {}, marks: null },
  export: { body: {}, marks: null },
};

const jobs = new Map<OperationKind, string>();
let service: Service;

const pathOf = (kind: OperationKind): string => OPERATIONS[kind].route.path.replace('{name}', 'train');
const exportFrom = (corpus: string, marks: string) =>
  service.postJson(`/v1/corpora/${corpus}/exports`, { marks: [marks], apply: true });

beforeAll(async () => {
  service = await startService();
  for (const [at, corpus] of CORPORA.entries()) {
    const rows = Array.from({ length: 2 + at }, (_, row) => ({
      instruction: `${row % 2 === 0 ? 'Write a poem about' : 'List facts on'} ${corpus} ${row}.`,
      output: `Answer ${row}.`,
    }));
    await ingest(service, corpus, rows);
  }
});

describe('marks of every operation', () => {
  it.each(KINDS)('%s: the report says on which corpus its marks are, and they are on it', async (kind) => {
    const { body, marks } = ASKED[kind];
    const { job, report } = await curated(service, kind, pathOf(kind), body);
    jobs.set(kind, job.id);
    expect(report.marks_corpus).toBe(marks);
    const files = job.result?.files.map(({ name }) => name) ?? [];
    expect(files.includes('marks.jsonl')).toBe(marks !== null);
    expect(['report.json', ...OPERATIONS[kind].files]).toEqual(expect.arrayContaining(files));
    if (marks === null) return;
    const text = await (await service.fetch(`/v1/jobs/${job.id}/files/marks.jsonl`)).text();
    const marked = text
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { id: string }).id);
    const { store } = service.kindred.encodings.live();
    const stored = await store.fetch(marked);
    expect(new Set(stored.map(({ record }) => record.corpus))).toEqual(new Set([marks]));
    expect(marked).toHaveLength(await store.count({ corpora: [marks] }));
  });

  it.each(KINDS)(
    '%s: an export takes its marks for their own corpus alone, before it is accepted',
    async (kind) => {
      const job = jobs.get(kind) ?? '';
      for (const corpus of CORPORA) {
        if (corpus === ASKED[kind].marks) {
          const path = `/v1/corpora/${corpus}/exports`;
          const { report } = await curated(service, 'export', path, { marks: [job], apply: true });
          expect(report.rows + report.dropped).toBe(2 + CORPORA.indexOf(corpus));
          expect(report.unmarked).toBe(0);
        } else {
          const error = await errorOf(exportFrom(corpus, job), 'invalid_request');
          expect(error).toMatchObject({ field: 'marks', message: expect.stringContaining(kind) as string });
        }
      }
    },
  );

  it.each(['initial_subset', 'exclude'])(
    'a selection takes marks as %s of its own corpus alone',
    async (field) => {
      const select = (corpus: string, kind: OperationKind) =>
        service.postJson(`/v1/corpora/${corpus}/selections`, {
          budget: 1,
          [field]: { job: jobs.get(kind) ?? '' },
        });
      for (const [corpus, kind] of [
        ['target', 'deduplicate'],
        ['train', 'gaps'],
        ['train', 'diff'],
      ] as const) {
        expect((await errorOf(select(corpus, kind), 'invalid_request')).field).toBe(field);
      }
      expect((await select('train', 'deduplicate')).status).toBe(202);
    },
  );

  it('marks of a job that is not there are told before anything is accepted', async () => {
    const missing = await errorOf(exportFrom('train', randomUUID()), 'not_found');
    expect(missing.field).toBe('marks');
  });
});
