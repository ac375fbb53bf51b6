import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { DeduplicateReport } from '../../../schemas/curation/deduplicate.ts';
import { ConflictLine } from '../../../schemas/curation/duplicate-terms.ts';
import { counted } from '../../../schemas/counted.ts';
import { jsonLines } from '../../../clients/typescript/src/json-lines.ts';
import type { Client } from '../../../clients/typescript/src/kindred-client.ts';
import { useAsked } from '../parts/asked.ts';
import { Copyable } from '../parts/copyable.tsx';
import { Problem } from '../parts/problem.tsx';
import { writeAddress } from '../shell/address.ts';
import { conflictsCommand } from './commands.ts';
import { OneOfTwo } from './compared-text.tsx';

const AT_FIRST = 50;

interface ConflictsProps {
  readonly job: string;
  readonly corpus: string;
  readonly report: DeduplicateReport;
}

/** Requests that rows answer differently, with the answers side by side. All of these rows stay. */
export function Conflicts({ job, corpus, report }: ConflictsProps): VNode {
  const [most, setMost] = useState(AT_FIRST);
  const { requests, records } = report.conflicts;
  const { answer, error, again, isAsking } = useAsked(
    (client) => firstConflicts(client, job, most),
    [job, most],
  );
  return (
    <div class="dup-conflicts">
      <p class="soft">
        {requests === 0
          ? 'No request is answered differently by two rows.'
          : `${counted(requests, 'request')} answered differently by ${counted(records, 'row')}. They are never merged: all stay.`}
      </p>
      {error !== null && <Problem error={error} again={again} />}
      <ol class="pairs" aria-label="Conflicts">
        {answer?.map((line) => (
          <li key={`${line.a} ${line.b}`} class="pair">
            <ConflictCard line={line} corpus={corpus} />
          </li>
        ))}
      </ol>
      {answer?.length === most && (
        <button class="quiet" type="button" disabled={isAsking} onClick={() => setMost(most * 2)}>
          Show more
        </button>
      )}
      <Copyable name="All of them as a file, conflicts.jsonl" text={conflictsCommand(job, location.origin)} />
    </div>
  );
}

/** The first conflicts of the file: what is behind them is not read. */
async function firstConflicts(client: Client, job: string, most: number): Promise<ConflictLine[]> {
  const found: ConflictLine[] = [];
  for await (const line of jsonLines(await client.resultFile(job, 'conflicts.jsonl'))) {
    found.push(ConflictLine.parse(line));
    if (found.length === most) break;
  }
  return found;
}

function ConflictCard({ line, corpus }: { readonly line: ConflictLine; readonly corpus: string }): VNode {
  const { a, b, instruction, input, outputs, fields, values } = line;
  const [dropped, kept] = outputs;
  const others = fields.filter((field) => field !== 'output');
  return (
    <>
      <div class="pair-request">
        <p class="compared">{instruction}</p>
        {input !== '' && <p class="pair-input compared">{input}</p>}
      </div>
      <div class="pair-rows">
        {(
          [
            ['dropped', a, 'First answer'],
            ['kept', b, 'Second answer'],
          ] as const
        ).map(([side, row, title]) => (
          <section key={side} class="pair-row stays">
            <h3>
              <b>{title}</b>
              <a href={writeAddress({ view: 'rows', told: { corpus, row } })}>open the row</a>
            </h3>
            <OneOfTwo side={side} dropped={dropped} kept={kept} />
          </section>
        ))}
      </div>
      {others.length > 0 && (
        <p class="soft">
          They also differ in {others.map((field) => `${field}${shownValues(values[field])}`).join(', ')}.
        </p>
      )}
    </>
  );
}

function shownValues(values: ConflictLine['values'][string] | undefined): string {
  return values === undefined ? '' : ` (${values.map((value) => JSON.stringify(value)).join(' and ')})`;
}
