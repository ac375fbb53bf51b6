import type { z } from 'zod';
import { CorpusParams } from '../../../schemas/api/corpora.ts';
import { KindredError } from '../../../schemas/errors.ts';
import { ExportOperation, fileFormatOf } from '../../../schemas/curation/export.ts';
import { factsOf } from '../../../schemas/file-formats.ts';
import { layoutNamed } from '../../corpus/layouts.ts';
import { curationRoute } from '../curation-route.ts';

const ExportRequest = ExportOperation.omit({ kind: true });

export const startExportRoute = curationRoute({
  path: '/v1/corpora/{name}/exports',
  operationId: 'startExport',
  summary: 'Write a corpus into a file',
  description:
    'In the order in which the rows came, each in the layout it came in or all in another one. Rows that were alike in ' +
    'all are one record, so they come back once. With `marks` what jobs said about a record stands beside its row: as ' +
    'the object `_kindred` in JSON, as columns `_kindred.<operation>.<field>` in tables; with `apply` records that are ' +
    'not kept are left out. `atlas` is Parquet for Embedding Atlas, with a place on a plane and neighbours. The report ' +
    'names the file; GET /v1/jobs/{id}/files/{file} has it.',
  params: CorpusParams,
  body: ExportRequest,
  examples: {
    'as it came': { format: 'jsonl', gzip: true },
    'what a deduplication kept, as Parquet': {
      format: 'parquet',
      marks: ['0f6c1a52-5b0e-4b39-9f0a-0c9d6a1f7e21'],
      apply: true,
    },
    'in another layout': { format: 'json', layout: 'sharegpt' },
    'a map for Embedding Atlas': { format: 'atlas', space: 'task' },
  },
  toCuration: ({ name }, body) => {
    assertConsistent(body);
    return {
      corpora: [{ name, field: 'name' }],
      operation: { kind: 'export', ...body },
      results: { jobs: body.marks, field: 'marks' },
    };
  },
});

function assertConsistent({
  format,
  gzip,
  layout,
  columns,
  marks,
  apply,
}: z.infer<typeof ExportRequest>): void {
  const refuse = (field: string, message: string): never => {
    throw new KindredError('invalid_request', message, { field });
  };
  const file = factsOf(fileFormatOf(format));
  if (gzip && file.compressed) refuse('gzip', `gzip: ${file.title} is compressed in itself. Leave it out.`);
  if (apply && marks.length === 0) refuse('apply', 'apply: name the jobs in `marks` that say what is kept.');
  if (layout !== null) layoutNamed(layout, columns);
  else if (columns !== null) refuse('columns', 'columns: a column map goes with the layout `columns`.');
}
