import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import {
  FileInspection,
  InspectionQuery,
  LONGEST_SHOWN,
  type InspectedRow,
} from '../../../schemas/api/inspections.ts';
import { READ_COMPRESSIONS_TEXT, READ_FORMATS_TEXT } from '../../../schemas/file-formats.ts';
import { inspectCorpus } from '../../corpus/inspect-corpus.ts';
import { FILE_INSPECTION } from '../openapi/inspection-examples.ts';
import { readingOfBody } from '../files/body-reading.ts';
import { UPLOAD_MEDIA_TYPES } from '../files/media-types.ts';
import { defineRoute } from '../route.ts';

const TURNS_SHOWN = 20;

export const inspectFileRoute = defineRoute({
  method: 'post',
  path: '/v1/inspections',
  operationId: 'inspectFile',
  scope: 'read',
  tag: 'Corpora',
  summary: 'Show how a file would be read',
  description:
    'The body **is** the file, or its first rows. Tells the format, the layout, how the first rows would be read field by field, ' +
    'which fields go to the metadata, and which rows cannot be read and why. Nothing is kept and no job is started: with ' +
    '`format`, `layout`, `columns` or `map` one can see what an ingestion with the same would do.\n\n' +
    '`curl --data-binary @alpaca.jsonl "http://127.0.0.1:4747/v1/inspections?file_name=alpaca.jsonl"`',
  query: InspectionQuery,
  body: {
    kind: 'file',
    description: `The file itself: ${READ_FORMATS_TEXT}, ${READ_COMPRESSIONS_TEXT}.`,
    contentTypes: UPLOAD_MEDIA_TYPES,
  },
  responses: {
    200: {
      kind: 'json',
      description: 'How the first rows would be read.',
      schema: FileInspection,
      example: FILE_INSPECTION,
    },
  },
  errors: ['unsupported_format', 'nothing_readable', 'payload_too_large', 'storage_full'],
  handle: async ({ query }, { request, services: { uploads } }) => {
    const { path } = await uploads.store(request, randomUUID());
    try {
      const found = await inspectCorpus(path, readingOfBody(query), query.show);
      const body: FileInspection = { ...found, rows: found.rows.map(shortened) };
      return { status: 200, body };
    } finally {
      await rm(path, { force: true });
    }
  },
});

const cut = (text: string): string => text.slice(0, LONGEST_SHOWN);

/** A row with texts so short that the answer stays small. */
function shortened(row: InspectedRow): InspectedRow {
  return {
    ...row,
    instruction: cut(row.instruction),
    input: cut(row.input),
    output: cut(row.output),
    system: cut(row.system),
    history: row.history.slice(0, TURNS_SHOWN).map((turn) => ({ ...turn, content: cut(turn.content) })),
  };
}
