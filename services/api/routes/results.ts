import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { JobParams } from '../../../schemas/api/jobs.ts';
import { OperationReport, ResultFileParams } from '../../../schemas/api/curations.ts';
import { readResult, resultsBelow } from '../../curation/results.ts';
import { mediaTypeOf, RESULT_MEDIA_TYPES } from '../files/media-types.ts';
import { NEIGHBOURS_REPORT } from '../openapi/curation-examples.ts';
import { assertDone } from '../jobs/user-jobs.ts';
import { defineRoute } from '../route.ts';

export const getReportRoute = defineRoute({
  method: 'get',
  path: '/v1/jobs/{id}/report',
  operationId: 'getReport',
  scope: 'read',
  tag: 'Curation',
  summary: 'What an operation found',
  description: 'The report of a curation that has ended; its `kind` says what else is in it.',
  params: JobParams,
  responses: {
    200: { kind: 'json', description: 'The report.', schema: OperationReport, example: NEIGHBOURS_REPORT },
  },
  errors: ['not_found', 'conflict', 'queue_unavailable'],
  handle: async ({ params: { id } }, { services }) => {
    await assertDone(services, id);
    const file = await resultsBelow(services.config.dataDir).find(id, 'report.json');
    return { status: 200, body: JSON.parse(await text(readResult(file))) as unknown };
  },
});

export const getResultFileRoute = defineRoute({
  method: 'get',
  path: '/v1/jobs/{id}/files/{file}',
  operationId: 'getResultFile',
  scope: 'read',
  tag: 'Curation',
  summary: 'A file that an operation made',
  description:
    'One of the files that the job’s `result` lists, for example `marks.jsonl` with a line for each record.',
  params: ResultFileParams,
  responses: {
    200: { kind: 'binary', description: 'The file.', contentTypes: RESULT_MEDIA_TYPES },
  },
  errors: ['not_found', 'conflict', 'queue_unavailable'],
  handle: async ({ params: { id, file } }, { request, response, services }) => {
    await assertDone(services, id);
    const found = await resultsBelow(services.config.dataDir).find(id, file);
    response
      .status(200)
      .set('content-type', mediaTypeOf(file))
      .set('content-length', String(found.bytes))
      .set('content-disposition', `attachment; filename="${file}"`);
    if (request.method === 'HEAD') response.end();
    else await pipeline(readResult(found), response);
    return null;
  },
});
