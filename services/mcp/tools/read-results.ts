import { z } from 'zod';
import { JobId } from '../../../schemas/api/jobs.ts';
import { ResultFile, ResultFileName } from '../../../schemas/curation/operations.ts';
import { KindredError } from '../../../schemas/errors.ts';
import type { Client } from '../../../clients/typescript/src/kindred-client.ts';
import { bounded } from '../bounded.ts';
import { FURTHEST, textPartOfBytes } from '../text-part.ts';
import { AnyFields, CutParts, defineTool, Rest, restOf } from '../tool.ts';

const TEXT = /\.(json|jsonl|csv|tsv|svg)$/;
type TextFile = Extract<ResultFileName, `${string}.${'json' | 'jsonl' | 'csv' | 'tsv' | 'svg'}`>;
const TextFile = z.enum(ResultFileName.options.filter((name): name is TextFile => TEXT.test(name)));

export const readResults = defineTool({
  name: 'read_results',
  title: 'Read the results of a curation',
  description:
    'Reads what a completed curation found. Without `file`: its report (counts, examples, what was decided and why) and the list of its ' +
    'files; long lists of the report are cut, and `file: "report.json"` has all of it. With `file` (such as marks.jsonl, pairs.jsonl, ' +
    'conflicts.jsonl): the text of the file in parts that end with a line; `next` is the `from` of the next part, null after the last.',
  scope: 'read',
  input: z.strictObject({
    job: JobId,
    file: TextFile.optional(),
    from: z
      .int()
      .min(0)
      .max(FURTHEST)
      .default(0)
      .describe('The character at which `text` begins; with `file`.'),
  }),
  output: z.object({
    files: z.array(ResultFile).optional(),
    report: AnyFields.describe('The report; its `kind` says what else is in it.').optional(),
    file: TextFile.optional(),
    text: z.string().optional(),
    next: z.int().nullable().optional(),
    cut: CutParts,
    rest: Rest,
  }),
  answer: async ({ job, file, from }, { client }) => {
    if (file !== undefined)
      return { file, ...(await textPartOfBytes(await client.resultFile(job, file), from)) };
    const report = await client.report(job);
    const files = await filesOf(client, job);
    const { value, cut } = bounded({ files, report: { ...report } });
    return { ...value, ...restOf(cut, 'file: "report.json" has the whole report, in parts.') };
  },
});

async function filesOf(client: Client, id: string) {
  const job = await client.job(id);
  if (job.name === 'curate') return job.result?.files ?? [];
  throw new KindredError('not_found', `Job ${id} is no curation, so it has no results.`);
}
