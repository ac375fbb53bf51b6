import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { JobParams, ResultDeleted } from '../../../schemas/api/jobs.ts';
import { OperationReport, type ResultFileName } from '../../../schemas/curation/operations.ts';
import { ResultFileParams } from '../../../schemas/api/curations.ts';
import { nullIfMissing, readResult } from '../../curation/results.ts';
import { mediaTypeOf, RESULT_MEDIA_TYPES } from '../files/media-types.ts';
import { NEIGHBOURS_REPORT } from '../openapi/curation-examples.ts';
import { JOB_REPORT } from '../openapi/examples.ts';
import { findDoneCuration } from '../jobs/user-jobs.ts';
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
  handle: async ({ params: { id } }, { services, holding }) => {
    const { payload } = await findDoneCuration(services, id);
    const read = async (name: ResultFileName): Promise<object> => {
      const file = await services.results.find(id, name);
      holding.add(file.bytes);
      return JSON.parse(await text(readResult(file))) as object;
    };
    const report = await read('report.json');
    if (payload.operation.kind !== 'deduplicate') return { status: 200, body: report };
    const audit = await read('audit.json').catch(nullIfMissing);
    return { status: 200, body: audit === null ? report : { ...report, audit } };
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
    await findDoneCuration(services, id);
    const found = await services.results.find(id, file);
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

export const deleteResultRoute = defineRoute({
  method: 'delete',
  path: '/v1/jobs/{id}/result',
  operationId: 'deleteResult',
  scope: 'write',
  tag: 'Curation',
  summary: 'Delete what an operation left',
  description:
    'Removes the report and all files of a curation that has ended, before their time (`result.kept_until` of the ' +
    'job). Operations that would read its marks no longer can. `deleted` is false when nothing was there any more.',
  params: JobParams,
  responses: {
    200: {
      kind: 'json',
      description: 'How much was removed.',
      schema: ResultDeleted,
      example: { id: JOB_REPORT.id, deleted: true, bytes: 48_213 },
    },
  },
  errors: ['not_found', 'conflict', 'queue_unavailable'],
  handle: async ({ params: { id } }, { services }) => {
    const { results, log } = services;
    await findDoneCuration(services, id);
    const { bytes, writtenAt } = await results.sizeOf(id);
    await results.remove(id);
    const deleted = writtenAt > 0;
    if (deleted) log.info({ result: id, bytes, reason: 'it was deleted by request' }, 'a result was removed');
    return { status: 200, body: { id, deleted, bytes } };
  },
});
