import type { VNode } from 'preact';
import type { IngestionReport, JobReport } from '../../../schemas/api/jobs.ts';
import { counted, grouped } from '../../../schemas/counted.ts';
import { isOver } from '../../../clients/typescript/src/follow-job.ts';
import { useAsked } from '../parts/asked.ts';
import { Problem } from '../parts/problem.tsx';
import { writeAddress } from '../shell/address.ts';
import { jobProgress, jobState, jobTitle, shareDone } from './job-in-words.ts';

interface OutcomeProps {
  readonly id: string;
  /** The report of the job in the list of the latest ones, whose change is the reason to ask for a whole one. */
  readonly latest: JobReport | null;
}

/** How far an ingestion is, how its rows were read, and which could not be. */
export function IngestOutcome({ id, latest }: OutcomeProps): VNode | null {
  const { answer, error } = useAsked((client) => client.job(id), [id, latest?.state, latest?.done]);
  if (error !== null) return <Problem error={error} />;
  if (answer?.name !== 'ingest-corpus') return null;
  const share = shareDone(answer);
  return (
    <section class="outcome" aria-label={jobTitle(answer)}>
      <h2>
        {jobTitle(answer)} <span class={`state state-${answer.state}`}>{jobState(answer)}</span>
      </h2>
      {!isOver(answer) && (
        <progress {...(share !== null && { value: share })} max={1} aria-label="Share done" />
      )}
      <p role="status">{answer.error === null ? jobProgress(answer, Date.now()) : ''}</p>
      {answer.error !== null && <p class="bad">{answer.error}</p>}
      <HowRead report={answer} />
      <Rejected report={answer} />
      {answer.state === 'completed' && (
        <p>
          <a href={writeAddress({ view: 'rows', told: { corpus: answer.corpus } })}>Look at the rows</a>
        </p>
      )}
    </section>
  );
}

function HowRead({
  report: { format, layout, map, result, not_read: notRead },
}: {
  readonly report: IngestionReport;
}): VNode {
  const how = [format, layout, map === null ? null : `map ${map}`].filter((one) => one !== null);
  const notes = [
    ...(result === null ? [] : storedOf(result)),
    ...(notRead === null ? [] : notReadOf(notRead)),
  ];
  return (
    <>
      {how.length > 0 && <p class="soft">Read as {how.join(', ')}.</p>}
      {notes.map((note) => (
        <p key={note} class="soft">
          {note}
        </p>
      ))}
    </>
  );
}

function storedOf({ stored, skipped, reused }: NonNullable<IngestionReport['result']>): string[] {
  return [
    `${grouped(stored)} stored` +
      (skipped > 0 ? `, ${grouped(skipped)} were there already` : '') +
      (reused > 0 ? `, ${grouped(reused)} with vectors of equal texts` : '') +
      '.',
  ];
}

function notReadOf({
  without_output: withoutOutput,
  fields,
  notes,
}: NonNullable<IngestionReport['not_read']>): string[] {
  return [
    ...(withoutOutput > 0 ? [`${counted(withoutOutput, 'row')} without an answer.`] : []),
    ...(fields.length > 0 ? [`Text fields not read: ${fields.map(({ name }) => name).join(', ')}.`] : []),
    ...notes,
  ];
}

function Rejected({ report: { rejected, rejections } }: { readonly report: IngestionReport }): VNode | null {
  if (rejections.length === 0) return null;
  return (
    <details open>
      <summary>
        {counted(rejected, 'row')} could not be read
        {rejected > rejections.length && `; the first ${rejections.length}`}
      </summary>
      <table class="rejected">
        <thead>
          <tr>
            <th scope="col">Line</th>
            <th scope="col">Why</th>
          </tr>
        </thead>
        <tbody>
          {rejections.map(({ line, reason, excerpt }) => (
            <tr key={line}>
              <td class="number">{grouped(line)}</td>
              <td>
                {reason}
                <code>{excerpt}</code>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
