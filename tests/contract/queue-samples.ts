import type { InstructionRecord } from '../../schemas/record.ts';
import type { JobPayload, JobProgress, JobResult } from '../../schemas/jobs.ts';

export const INGEST: JobPayload<'ingest-corpus'> = {
  corpus: 'samples',
  path: '/data/samples.jsonl',
  file_name: 'samples.jsonl',
  remove_after: false,
  format: 'jsonl',
  layout: null,
  columns: null,
};

const RECORD: InstructionRecord = {
  id: '3f0e7a0e-6a52-5d9c-9a51-0d6a3c1f7b11',
  corpus: 'samples',
  text_hash: '0123456789abcdef0123456789abcdef',
  label: { name: 'write|poem', confidence: 0.9 },
  instruction: 'Write a poem about rain.',
  input: '',
  output: 'It rains.',
  system: '',
  history: [],
  source: null,
  user_id: null,
  metadata: {},
};

export const EMBED: JobPayload<'embed-records'> = { corpus: 'samples', records: [RECORD] };

export const EMBEDDED: JobResult<'embed-records'> = {
  rows: 1,
  stored: 1,
  skipped: 0,
  embedded: 1,
  reused: 0,
  truncated: 0,
  inference_ms: 2,
};

export const INGESTED: JobResult<'ingest-corpus'> = { ...EMBEDDED, rejected: 0 };

export const REEMBEDDED: JobResult<'reembed-corpus'> = { ...EMBEDDED, switched: true, waiting_for: [] };

export function progressAt(rowsRead: number): JobProgress<'ingest-corpus'> {
  return {
    stage: 'reading',
    rows_read: rowsRead,
    rows_total: null,
    batches: 0,
    bytes_read: 10 * rowsRead,
    bytes_total: 1_000,
    rejected: 0,
    rejections: [],
    layout: null,
    format: 'jsonl',
  };
}
export const CURATED: JobResult<'curate'> = { rows: 0, files: [] };
