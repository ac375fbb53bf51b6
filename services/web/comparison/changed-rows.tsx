import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { ChangedRow, type DiffReport } from '../../../schemas/curation/diff.ts';
import { grouped } from '../../../schemas/counted.ts';
import type { Client } from '../../../clients/typescript/src/kindred-client.ts';
import { useAsked } from '../parts/asked.ts';
import { RadioChoices } from '../parts/choices.tsx';
import { Problem } from '../parts/problem.tsx';
import { RowLink } from '../parts/row-link.tsx';
import { firstLines } from '../runs/first-lines.ts';

const SHOWN = 30;
const LONGEST = 240;
type Change = ChangedRow['change'];

interface ChangedProps {
  readonly job: string;
  readonly texts: DiffReport['texts'];
}

/** The first rows that came, went, or are answered otherwise. */
export function ChangedRows({ job, texts }: ChangedProps): VNode | null {
  const [change, setChange] = useState<Change | ''>('');
  const { answer, error, again } = useAsked(
    change === '' ? null : (client) => changedRows(client, job, change),
    [job, change],
  );
  return (
    <section class="changed" aria-labelledby="changed">
      <h2 id="changed">Rows</h2>
      <RadioChoices<Change | ''>
        name="Which rows are shown"
        options={[
          ['', 'None'],
          ['added', `Came (${grouped(texts.added)})`],
          ['removed', `Went (${grouped(texts.removed)})`],
          ['other_answer', `Answered otherwise (${grouped(texts.other_answer)})`],
        ]}
        chosen={change}
        choose={setChange}
      />
      {error !== null && <Problem error={error} again={again} />}
      {change !== '' && (
        <ul class="examples">
          {answer?.map(({ id, corpus, text }) => (
            <li key={id}>
              <RowLink corpus={corpus} id={id} text={text} />
            </li>
          ))}
          {answer?.length === 0 && <li class="soft">None.</li>}
        </ul>
      )}
    </section>
  );
}

interface ShownRow {
  readonly id: string;
  readonly corpus: string;
  readonly text: string;
}

async function changedRows(client: Client, job: string, change: Change): Promise<ShownRow[]> {
  const lines = await firstLines(
    ...([client, job, 'rows.jsonl', ChangedRow, SHOWN] as const),
    (line) => line.change === change,
  );
  const [first] = lines;
  if (first === undefined) return [];
  const { records } = await client.recordsOf(first.corpus, { ids: lines.map(({ id }) => id) });
  return records.map(({ id, corpus, instruction, input }) => ({
    ...{ id, corpus },
    text: `${instruction}${input === '' ? '' : ` ${input}`}`.slice(0, LONGEST),
  }));
}
