/** A program of another project, which the compiler checks in its strictest settings and which is then run against a service. */
import { connect, JobFailed, KindredError, ServiceError, isOver } from 'kindred-client';
import { runRecipe } from 'kindred-client/recipe';
import type { CurationBodies, DemonstrationsRequest, InstructionRecord, JobReport } from 'kindred-client';

declare const process: { readonly argv: readonly string[] };
const [, , url = '', sample = ''] = process.argv;

function check(isSo: boolean, what: string): void {
  if (!isSo) throw new Error(`not so: ${what}`);
}

async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => null,
    (error: unknown) => error,
  );
}

const kindred = connect(url, { timeoutMs: 30_000 });

// Jobs are async iterators.
const { job } = await kindred.ingest('sample', sample, {});
const reports: JobReport[] = [];
for await (const report of kindred.follow(job)) reports.push(report);
check(reports.at(-1)?.state === 'completed', 'the job completes');
check(reports.every(isOver) === (reports.length === 1), 'the last report alone is over');

// What has a default may be left out.
const request: DemonstrationsRequest = { instruction: 'Write a poem about snow.', corpora: ['sample'], k: 2 };
const { demonstrations, prompt, strategy } = await kindred.demonstrations(request);
const [first] = demonstrations;
check(demonstrations.length === 2 && strategy === 'balanced', 'two demonstrations');
check(first !== undefined && first.record.instruction !== '' && Array.isArray(prompt), 'they have texts');
// @ts-expect-error: a number of demonstrations is a number
({ instruction: 'x', k: '2' }) satisfies DemonstrationsRequest;
// @ts-expect-error: a threshold is a number or `auto`
({ threshold: 'high' }) satisfies CurationBodies['deduplicate'];

const { failed } = await kindred.putRecords('house', [{ user_id: 'q1', instruction: 'Name a river.' }]);
check(failed === 0, 'a record is written');
const record: InstructionRecord = await kindred.record('house', 'q1', 'user_id');
check(record.instruction === 'Name a river.', 'it is there');
check((await kindred.search('house', { text: 'rivers' })).hits[0]?.record.id === record.id, 'it is found');

const dedup = await kindred.startCuration('deduplicate', 'sample', {});
const ended = await kindred.completed(dedup.job, { onReport: (report) => void reports.push(report) });
const report = await kindred.report(ended.id);
check(report.kind === 'deduplicate' && report.rows > 200, 'the report is told by its kind');
let lines = 0;
for await (const line of kindred.lines(ended.id, 'marks.jsonl')) lines += typeof line === 'object' ? 1 : 0;
check(report.kind === 'deduplicate' && lines === report.rows, 'a mark for every row');

// A recipe, and the same again, which does nothing anew.
const recipe = {
  steps: [
    { ingest: { corpus: 'recipe', files: sample } },
    { dedup: { corpus: 'recipe' } },
    { export: { corpus: 'recipe', marks: ['dedup'], apply: true, out: 'clean.jsonl' } },
  ],
};
const states: string[] = [];
const kept = {
  manifest: 'recipe.manifest.json',
  onProgress: ({ state }: { state: string }) => void states.push(state),
};
const made = await runRecipe(kindred, recipe, kept);
check(
  made.steps.every((step) => step.state === 'completed'),
  'all steps are done',
);
states.length = 0;
const again = await runRecipe(kindred, recipe, kept);
check(states.join() === 'left,left,left', 'nothing is done again');
check(
  again.steps.every((step, index) => step.job === made.steps[index]?.job),
  'its jobs are the same',
);
const wrong = await failureOf(
  runRecipe(kindred, { steps: [{ dedup: { corpus: 'x', keep: 'best' } }] }, kept),
);
check(
  wrong instanceof KindredError && wrong.field === 'steps.0.dedup.keep',
  'an error of an entry is that of the other',
);

// Errors, abort and time.
const unknown = await failureOf(kindred.corpus('nobody'));
check(
  unknown instanceof KindredError && unknown.code === 'not_found' && unknown.status === 404,
  'an error has a code',
);
const stopped = new AbortController();
stopped.abort(new Error('enough'));
const aborted = await failureOf(kindred.with({ signal: stopped.signal }).corpora());
check(aborted instanceof Error && aborted.message === 'enough', 'abort throws its reason');
const silent: typeof fetch = (_address, init) =>
  new Promise((_resolve, reject) => {
    // A signal that waits for its time keeps no program running.
    const alive = setInterval(() => undefined, 1_000);
    init?.signal?.addEventListener('abort', () => {
      clearInterval(alive);
      reject(init.signal?.reason as Error);
    });
  });
const late = await failureOf(connect(url, { repeatedForMs: 0, timeoutMs: 1, fetch: silent }).corpora());
check(late instanceof ServiceError && late.isUnavailable && late.mayBeDone, 'no answer in time');
const away = await failureOf(connect('http://127.0.0.1:9', { repeatedForMs: 0 }).corpora());
check(away instanceof ServiceError && away.isUnavailable, 'nobody answers');
const empty = await kindred.ingest('broken', new Blob(['{"nothing": 1}\n']), { name: 'broken.jsonl' });
const broken = await failureOf(kindred.completed(empty.job));
check(broken instanceof JobFailed && broken.report.state === 'failed', 'a job that fails');
