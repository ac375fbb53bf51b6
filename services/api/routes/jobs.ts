import { rm } from 'node:fs/promises';
import { JobCancelled, JobList, JobListQuery, JobParams, JobReport } from '../../../schemas/api/jobs.ts';
import { sees } from '../../access/access.ts';
import type { RouteServices } from '../deps.ts';
import { JOB_EVENTS, JOB_REPORT } from '../openapi/examples.ts';
import { toJobReport, type UserJob } from '../jobs/job-report.ts';
import { defineRoute } from '../route.ts';
import { openEventStream } from '../http/server-sent-events.ts';
import { asSeenBy, findJob, listUserJobs } from '../jobs/user-jobs.ts';

export const listJobsRoute = defineRoute({
  method: 'get',
  path: '/v1/jobs',
  operationId: 'listJobs',
  scope: 'read',
  tag: 'Jobs',
  summary: 'List jobs',
  description: 'Ingestions, re-embeddings and curations, newest first; of one kind or one corpus when asked.',
  query: JobListQuery,
  responses: {
    200: {
      kind: 'json',
      description: 'The latest jobs.',
      schema: JobList,
      example: { jobs: [JOB_REPORT] },
    },
  },
  errors: ['queue_unavailable'],
  handle: async ({ query }, { services }) => {
    const { queue, access } = services;
    const { limit, kind, corpus } = query;
    const seen = access.corpora === null ? undefined : (name: string) => sees(access, name);
    const jobs = await listUserJobs(queue, limit, { seen, kind, corpus });
    const now = Date.now();
    return { status: 200, body: { jobs: jobs.map((job) => toJobReport(asSeenBy(access, job), now)) } };
  },
});

export const getJobRoute = defineRoute({
  method: 'get',
  path: '/v1/jobs/{id}',
  operationId: 'getJob',
  scope: 'read',
  tag: 'Jobs',
  summary: 'How far a job is',
  description:
    'Stage, rows done and in all, rate, time left; of an ingestion also the rows that could not be read.',
  params: JobParams,
  responses: {
    200: { kind: 'json', description: 'The job now.', schema: JobReport, example: JOB_REPORT },
  },
  errors: ['not_found', 'queue_unavailable'],
  handle: async ({ params }, { services }) => {
    const job = await findJob(services, params.id);
    return { status: 200, body: toJobReport(asSeenBy(services.access, job), Date.now()) };
  },
});

export const followJobRoute = defineRoute({
  method: 'get',
  path: '/v1/jobs/{id}/events',
  operationId: 'followJob',
  scope: 'read',
  tag: 'Jobs',
  summary: 'Follow a job',
  description:
    'Server-sent events: `progress` with the report of the job at first and whenever it has changed, then `end` with ' +
    'its last report. A stream that closes without `end` was cut off; open it again.',
  params: JobParams,
  responses: {
    200: {
      kind: 'event-stream',
      description: 'Reports of the job until it has ended.',
      events: ['progress', 'end'],
      data: JobReport,
      example: JOB_EVENTS,
    },
  },
  errors: ['not_found', 'queue_unavailable'],
  handle: async ({ params }, { request, response, services, signal }) => {
    let latest = await findJob(services, params.id);
    if (signal.aborted) return null;
    const events = openEventStream(response);
    if (request.method === 'HEAD') {
      events.end();
      return null;
    }
    const stopWatching = services.watcher.watch(params.id, {
      changed: (job) => {
        latest = job;
        events.send('progress', toJobReport(asSeenBy(services.access, job), Date.now()));
      },
      ended: (reason) => {
        if (reason === 'job-ended')
          events.end('end', toJobReport(asSeenBy(services.access, latest), Date.now()));
        else events.end();
      },
    });
    signal.addEventListener('abort', stopWatching);
    return null;
  },
});

export const cancelJobRoute = defineRoute({
  method: 'delete',
  path: '/v1/jobs/{id}',
  operationId: 'cancelJob',
  scope: 'write',
  tag: 'Jobs',
  summary: 'Cancel a job',
  description:
    'Stops the job and drops what it has not stored yet. Records that it has stored stay; the same job started again ' +
    'goes on from there. `cancelled` is false when the job had ended before.',
  params: JobParams,
  responses: {
    200: {
      kind: 'json',
      description: 'Whether there was something to stop.',
      schema: JobCancelled,
      example: { id: JOB_REPORT.id, cancelled: true },
    },
  },
  errors: ['not_found', 'queue_unavailable'],
  handle: async ({ params: { id } }, { services }) => {
    const job = await findJob(services, id);
    const cancelled = await services.queue.cancel(job.name, id);
    if (cancelled) await clearUp(job, services);
    if (cancelled) services.log.info({ job: job.name, job_id: id }, 'job cancelled');
    return { status: 200, body: { id, cancelled } };
  },
});

/**
 * Does the work that a cancelled job had put off until its end: a job that is cancelled while it waits for its batches
 * does not run again.
 */
async function clearUp(job: UserJob, { store, encodings }: RouteServices): Promise<void> {
  if (job.name === 'ingest-corpus') {
    if (job.payload.remove_after) await rm(job.payload.path, { force: true });
    await store.endLoading();
  } else if (job.name === 'reembed-corpus') await encodings.next()?.store.endLoading();
}
