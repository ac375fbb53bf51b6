import { z } from 'zod';
import { JobKind } from '../../../schemas/api/jobs.ts';
import { CorpusName } from '../../../schemas/record.ts';
import { bounded } from '../bounded.ts';
import { JobView, jobViewOf } from '../job-view.ts';
import { CutParts, defineTool, Rest, restOf } from '../tool.ts';

export const listJobs = defineTool({
  name: 'list_jobs',
  title: 'List jobs',
  description:
    'Lists the latest jobs, newest first: ingestions and operations on whole corpora, with their state. Narrow them to a kind (such as ' +
    'deduplicate or ingest-corpus) or to a corpus. Use it to find the id of a job whose results you want to read.',
  scope: 'read',
  input: z.strictObject({
    kind: JobKind.optional(),
    corpus: CorpusName.optional(),
    limit: z.int().min(1).max(50).default(10),
  }),
  output: z.object({ jobs: z.array(JobView), cut: CutParts, rest: Rest }),
  answer: async ({ kind, corpus, limit }, { client }) => {
    const jobs = await client.jobs(limit, { ...(kind && { kind }), ...(corpus && { corpus }) });
    const { value, cut } = bounded({ jobs: jobs.map(jobViewOf) });
    return { ...value, ...restOf(cut, 'get_job has one job; a smaller limit gives fewer.') };
  },
});
