import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { FileInspection, InspectedRow } from '../../../schemas/api/inspections.ts';
import { counted } from '../../../schemas/counted.ts';
import { lineInWords } from '../../../schemas/layout.ts';
import type { Reading } from '../../../clients/typescript/src/kindred-client.ts';
import { useAsked, type Asked } from '../parts/asked.ts';
import { FormField } from '../parts/choices.tsx';
import { Problem } from '../parts/problem.tsx';
import { columnsNow, PARTS, withColumn } from './column-choice.ts';
import { firstPartOf } from './file-head.ts';

const SHOWN = 3;
/** How long nothing is typed before the service is asked. */
const PAUSE_MS = 400;

interface PreviewProps {
  readonly file: File;
  /** What tells this file from another one. */
  readonly about: string;
  readonly reading: Reading;
  readonly change: (reading: Reading) => void;
}

/** How the first rows of a file would be read, and a way to have them read otherwise, before anything is stored. */
export function FilePreview({ file, about, reading, change }: PreviewProps): VNode {
  const { answer, error, isAsking } = useInspection(file, about, reading);
  return (
    <section class="preview" aria-labelledby="preview">
      <h2 id="preview">How it would be read</h2>
      {error !== null && <Problem error={error} />}
      <p class="soft" role="status">
        {isAsking && answer === null ? 'Looking …' : answer === null ? '' : summary(answer)}
      </p>
      {answer === 'too-large' && (
        <p class="soft">
          It is too large to look at from here. On the command line <code>kindred inspect</code> shows it.
        </p>
      )}
      {answer !== null && answer !== 'too-large' && (
        <>
          {answer.rows.map((row, at) => (
            <PreviewRow key={at} row={row} />
          ))}
          <Refused inspection={answer} />
          <ColumnFields row={answer.rows[0]} reading={reading} change={change} />
        </>
      )}
    </section>
  );
}

type Found = FileInspection | 'too-large';

/** Asks how a file would be read, when nothing has been typed for a moment. */
function useInspection(file: File, about: string, reading: Reading): Asked<Found> {
  const wanted = JSON.stringify([about, reading]);
  const [settled, setSettled] = useState(wanted);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(wanted), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [wanted]);
  return useAsked<Found>(
    async (client) => {
      const head = await firstPartOf(file);
      return head === null ? 'too-large' : client.inspect(head, reading, SHOWN);
    },
    [settled],
  );
}

function summary(found: Found): string {
  if (found === 'too-large') return '';
  const { format, layout, map, looked_at: looked, has_more: hasMore, rejected } = found;
  const how = layout === 'columns' && map !== null ? `map ${map}` : `layout ${layout ?? 'unknown'}`;
  const rows = hasMore ? `the first ${counted(looked, 'row')}` : counted(looked, 'row');
  return [`${format}, ${how}`, rows, ...(rejected > 0 ? [`${rejected} not readable`] : [])].join(' · ');
}

function PreviewRow({ row }: { readonly row: InspectedRow }): VNode {
  const { system, history, instruction, input, output, metadata, unread } = row;
  const parts = [
    ...(system === '' ? [] : [['system', system] as const]),
    ...history.map(({ role, content }) => [role, content] as const),
    ['instruction', instruction] as const,
    ...(input === '' ? [] : [['input', input] as const]),
    ['answer', output === '' ? 'none' : output] as const,
  ];
  const aside = metadata.filter((name) => !unread.includes(name));
  return (
    <dl class="preview-row" aria-label={lineInWords(row)}>
      {parts.map(([name, text], at) => (
        <div key={at}>
          <dt>{name}</dt>
          <dd>{text}</dd>
        </div>
      ))}
      {aside.length > 0 && (
        <div>
          <dt>metadata</dt>
          <dd class="soft">{aside.join(', ')}</dd>
        </div>
      )}
      {unread.length > 0 && (
        <div>
          <dt class="bad">not read</dt>
          <dd>{unread.join(', ')}</dd>
        </div>
      )}
    </dl>
  );
}

function Refused({ inspection: { rejections } }: { readonly inspection: FileInspection }): VNode | null {
  if (rejections.length === 0) return null;
  return (
    <ul class="preview-refused">
      {rejections.slice(0, SHOWN).map(({ line, reason }, at) => (
        <li key={at}>
          line {line}: {reason}
        </li>
      ))}
    </ul>
  );
}

interface ColumnsProps extends Pick<PreviewProps, 'reading' | 'change'> {
  readonly row: InspectedRow | undefined;
}

/** Says of each part of a row from which column it is read. */
function ColumnFields({ row, reading, change }: ColumnsProps): VNode | null {
  const fields = row?.fields ?? [];
  if (fields.length === 0) return null;
  const now = columnsNow(reading.columns, row);
  return (
    <details open={reading.columns !== undefined}>
      <summary>Read it from other columns</summary>
      <div class="reading">
        {PARTS.map(([part, name]) => {
          const column = now[part] ?? '';
          const isListed = column === '' || fields.includes(column);
          return (
            <FormField key={part} name={`${name} from`}>
              <select
                value={column}
                onChange={(event) =>
                  change({ ...reading, columns: withColumn(now, part, event.currentTarget.value) })
                }
              >
                <option value="">{reading.columns === undefined ? 'as found' : 'no column'}</option>
                {!isListed && <option value={column}>{column}</option>}
                {fields.map((field) => (
                  <option key={field} value={field}>
                    {field}
                  </option>
                ))}
              </select>
            </FormField>
          );
        })}
      </div>
    </details>
  );
}
