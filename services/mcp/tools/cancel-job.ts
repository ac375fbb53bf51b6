import { z } from 'zod';
import { JobCancelled, JobId } from '../../../schemas/api/jobs.ts';
import { defineTool } from '../tool.ts';

export const cancelJob = defineTool({
  name: 'cancel_job',
  title: 'Cancel a job',
  description:
    'Cancels a job that waits or runs, for example one that was started by mistake. What it has computed is lost; records stay as they ' +
    'are. `cancelled` is false when it had ended already.',
  scope: 'write',
  repeatable: true,
  destructive: true,
  input: z.strictObject({ job: JobId }),
  output: JobCancelled,
  answer: async ({ job: id }, { client }) => ({ id, cancelled: await client.cancelJob(id) }),
});
