import { z } from 'zod';
import { JobId } from '../../../schemas/api/jobs.ts';
import { isOver } from '../../../clients/typescript/src/follow-job.ts';
import { pause } from '../../../clients/typescript/src/pause.ts';
import { bounded } from '../bounded.ts';
import { JobView, jobViewOf } from '../job-view.ts';
import { CutParts, defineTool, Rest, restOf } from '../tool.ts';

const LONGEST_WAIT_SECONDS = 45;
const BETWEEN_LOOKS_MS = 500;

export const getJob = defineTool({
  name: 'get_job',
  title: 'Get a job',
  description:
    'Says how far a job is: `state`, `stage`, rows `done` of `total`, `eta_seconds`, `error`, and once completed its `result` with the ' +
    'names of its files. With `wait_seconds` it waits for the end of the job for so long; call again while `over` is false. When a ' +
    'curation has completed, go on with read_results.',
  scope: 'read',
  input: z.strictObject({
    job: JobId,
    wait_seconds: z.int().min(0).max(LONGEST_WAIT_SECONDS).default(0),
  }),
  output: z.object({
    over: z.boolean().describe('Whether it has ended: completed, failed or cancelled.'),
    job: JobView,
    cut: CutParts,
    rest: Rest,
  }),
  answer: async ({ job: id, wait_seconds: seconds }, { client, signal }) => {
    const until = performance.now() + seconds * 1_000;
    for (;;) {
      const job = await client.job(id);
      const over = isOver(job);
      if (over || performance.now() >= until) {
        const { value, cut } = bounded({ over, job: jobViewOf(job) });
        return { ...value, ...restOf(cut, 'The service has the whole report at GET /v1/jobs/{id}.') };
      }
      await pause(BETWEEN_LOOKS_MS, signal);
    }
  },
});
