import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parquetMetadata } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { InstructionRecord } from '../../../schemas/record.ts';
import { readCorpus } from '../../../services/corpus/read-corpus.ts';
import { toRecord } from '../../../services/corpus/record.ts';
import { originalRow } from '../../../services/corpus/row-origin.ts';
import { ExportSurvey } from '../../../services/curation/export/export-plan.ts';
import { writeRows } from '../../../services/curation/export/write-rows.ts';
import { messageOf } from '../../../services/corpus/formats/raw-row.ts';
import { sampleFiles } from './sample-files.ts';

const FOLDER = new URL('../../golden/file-cases/', import.meta.url);
const Expected = z.record(z.string(), z.unknown());
const Outcome = z.strictObject({
  records: z.int().optional(),
  min_records: z.int().optional(),
  first: Expected.optional(),
  contains: Expected.optional(),
  instruction_contains: z.string().optional(),
  error_mentions: z.array(z.string()).optional(),
  warning_mentions: z.array(z.string()).optional(),
  metadata_exact: Expected.optional(),
  metadata_contains: Expected.optional(),
  export_line: z.string().optional(),
  parquet_export_type: z.record(z.string(), z.string()).optional(),
  note: z.string().optional(),
});
type Outcome = z.infer<typeof Outcome>;
const Expectation = z.union([z.strictObject({ any_of: z.array(Outcome).min(2) }), Outcome]);
const Cases = z.object({
  cases: z.array(z.object({ file: z.string(), kind: z.string(), evidence: z.string(), expect: Expectation })),
});

const { cases } = Cases.parse(JSON.parse(readFileSync(new URL('cases.json', FOLDER), 'utf8')));
/** The cases that are not read yet. `it.fails` tells when one is. */
const NOT_YET = new Set<string>();
const files = sampleFiles();

interface Read {
  readonly records: readonly InstructionRecord[];
  readonly errors: string;
}

async function read(file: string): Promise<Read> {
  const records = new Map<string, InstructionRecord>();
  const errors: string[] = [];
  try {
    const { rows } = await readCorpus(fileURLToPath(new URL(file, FOLDER)));
    for await (const row of rows) {
      if ('rejection' in row) {
        errors.push(row.rejection.reason);
        continue;
      }
      const record = toRecord(row.content, 'c', null, row.origin);
      if (!records.has(record.id)) records.set(record.id, record);
    }
  } catch (error) {
    errors.push(messageOf(error));
  }
  return { records: [...records.values()], errors: errors.join('\n') };
}

/** Checks fields of a record: by name, `NAME_contains` and `NAME_in`. */
function expectFields(record: InstructionRecord | undefined, expected: Record<string, unknown>): void {
  const found: Record<string, unknown> = { ...record };
  for (const [key, value] of Object.entries(expected)) {
    const [, name = key, how = ''] = /^(.+)_(contains|in)$/.exec(key) ?? [];
    if (how === 'contains') expect(found[name]).toContain(value);
    else if (how === 'in') expect(value).toContain(found[name]);
    else expect(found[key]).toEqual(value);
  }
}

function expectMetadata(record: InstructionRecord | undefined, expected: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(expected)) {
    expect(JSON.stringify(record?.metadata[name])).toContain(String(value));
  }
}

async function exported(records: readonly InstructionRecord[], format: 'jsonl' | 'parquet'): Promise<Buffer> {
  const survey = new ExportSurvey();
  const rows = records.map((record) => originalRow(record) ?? {});
  records.forEach((record, at) => survey.add(record, rows[at] ?? {}));
  const path = await files.write(`exported.${format}`, '');
  const batches = (async function* () {
    yield await Promise.resolve(rows);
  })();
  await writeRows(path, batches, { format, gzip: false, columns: survey.plan().columns });
  return readFile(path);
}

/** The type of a column in the words of Arrow. */
async function columnTypes(records: readonly InstructionRecord[]): Promise<Map<string, string>> {
  const bytes = await exported(records, 'parquet');
  const { schema } = parquetMetadata(new Uint8Array(bytes).buffer);
  return new Map(
    schema.map(({ name, type, converted_type }) => [name, `${type} ${converted_type ?? ''}`.trim()]),
  );
}
const ARROW_TYPES: Readonly<Record<string, string>> = { INT64: 'int64', DOUBLE: 'double' };

async function expectOutcome({ records, errors }: Read, outcome: Outcome): Promise<void> {
  const [first] = records;
  if (outcome.records !== undefined) {
    expect({ records: records.length, errors }).toEqual({ records: outcome.records, errors: '' });
  }
  if (outcome.min_records !== undefined) {
    expect(records.length, errors).toBeGreaterThanOrEqual(outcome.min_records);
  }
  if (outcome.first !== undefined) expectFields(first, outcome.first);
  if (outcome.contains !== undefined) {
    const { contains } = outcome;
    const fits = records.some((record) => {
      const found: Record<string, unknown> = { ...record };
      return Object.entries(contains).every(([key, value]) => found[key] === value);
    });
    expect(fits).toBe(true);
  }
  if (outcome.instruction_contains !== undefined) {
    expect(first?.instruction).toContain(outcome.instruction_contains);
  }
  for (const words of outcome.error_mentions ?? []) {
    expect(errors.toLowerCase()).toContain(words.toLowerCase());
  }
  if (outcome.warning_mentions !== undefined) throw new Error('files of cases are read, not warned of');
  expectMetadata(first, { ...outcome.metadata_exact, ...outcome.metadata_contains });
  if (outcome.export_line !== undefined) {
    const [line] = (await exported(records, 'jsonl')).toString('utf8').split('\n');
    expect(line).toBe(outcome.export_line);
  }
  for (const [column, type] of Object.entries(outcome.parquet_export_type ?? {})) {
    const found = (await columnTypes(records)).get(column) ?? '';
    expect(ARROW_TYPES[found]).toBe(type);
  }
}

async function expectOneOf(found: Read, outcomes: readonly Outcome[]): Promise<void> {
  const failures: string[] = [];
  for (const outcome of outcomes) {
    try {
      await expectOutcome(found, outcome);
      return;
    } catch (error) {
      failures.push(messageOf(error));
    }
  }
  throw new Error(`no outcome holds: ${failures.join('; ')}`);
}

describe('a file as people have it comes to what a reader of it expects', () => {
  for (const { file, expect: expectation } of cases) {
    const test = NOT_YET.has(file) ? it.fails : it;
    test(file, async () => {
      const found = await read(file);
      await expectOneOf(found, 'any_of' in expectation ? expectation.any_of : [expectation]);
    });
  }
});
