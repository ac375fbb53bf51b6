import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { CorpusList } from '../../../schemas/api/corpora.ts';
import { counted, grouped } from '../../../schemas/counted.ts';
import type { z } from 'zod';
import { useAsked, type Asked } from '../parts/asked.ts';
import { Problem } from '../parts/problem.tsx';
import { kindInWords } from '../parts/told-in-words.ts';
import { writeAddress, type View } from '../shell/address.ts';

/** Of so many corpora the kinds of work are asked for at once. */
const FIRST_SHOWN = 8;
const KINDS_SHOWN = 7;
const WAYS: readonly (readonly [View, string])[] = [
  ['rows', 'Rows'],
  ['map', 'Map'],
  ['groups', 'Groups'],
  ['duplicates', 'Duplicates'],
  ['selection', 'Selection'],
  ['comparison', 'Comparison'],
];

interface CorpusTableProps {
  readonly corpora: Asked<z.infer<typeof CorpusList>>;
  /** Changes when a job has ended, and with it perhaps a corpus. */
  readonly version: string;
}

export function CorpusTable({ corpora: { answer, error, again }, version }: CorpusTableProps): VNode {
  const [areAllShown, showAll] = useState(false);
  const shown = answer?.corpora.slice(0, areAllShown ? undefined : FIRST_SHOWN) ?? [];
  return (
    <section aria-labelledby="corpora">
      <h1 id="corpora">Corpora {answer !== null && <small>{grouped(answer.total)}</small>}</h1>
      {error !== null && <Problem error={error} again={again} />}
      {answer?.total === 0 && (
        <p class="empty">Nothing here yet. Drop a file of instructions on the right, or paste a few rows.</p>
      )}
      <ul class="corpora">
        {shown.map(({ name, records }) => (
          <CorpusEntry key={name} name={name} records={records} version={version} />
        ))}
      </ul>
      {answer !== null && shown.length < answer.corpora.length && (
        <button class="quiet" type="button" onClick={() => showAll(true)}>
          Show {grouped(answer.corpora.length - shown.length)} more
        </button>
      )}
    </section>
  );
}

interface EntryProps {
  readonly name: string;
  readonly records: number;
  readonly version: string;
}

function CorpusEntry({ name, records, version }: EntryProps): VNode {
  const detail = useAsked((client) => client.corpus(name), [name, records, version]).answer;
  const kinds = useAsked((client) => client.kinds(name, KINDS_SHOWN), [name, records, version]).answer;
  return (
    <li class="corpus">
      <h2>
        <a href={writeAddress({ view: 'rows', told: { corpus: name } })}>{name}</a>
      </h2>
      <dl class="facts">
        <Fact name={records === 1 ? 'row' : 'rows'} value={grouped(records)} />
        {detail !== null && (
          <>
            <Fact name="kinds of work" value={grouped(detail.kinds)} />
            <Fact name="tasks" value={grouped(detail.labels)} />
            {detail.unlabelled > 0 && <Fact name="without task" value={grouped(detail.unlabelled)} />}
            {detail.sources_total > 0 && <Fact name="sources" value={grouped(detail.sources_total)} />}
          </>
        )}
      </dl>
      {kinds !== null && kinds.kinds.length > 0 && (
        <KindStrip corpus={name} records={records} kinds={kinds.kinds} />
      )}
      <div class="corpus-ways">
        {WAYS.map(([view, shown]) => (
          <a key={view} href={writeAddress({ view, told: { corpus: name } })}>
            {shown}
          </a>
        ))}
      </div>
    </li>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: string }): VNode {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

interface KindStripProps {
  readonly corpus: string;
  readonly records: number;
  readonly kinds: readonly { readonly kind: string; readonly count: number }[];
}

/** The most frequent kinds of work as a strip in proportion, each a way to its rows. */
function KindStrip({ corpus, records, kinds }: KindStripProps): VNode {
  const [{ count: most } = { count: 1 }] = kinds;
  return (
    <ul class="kinds" aria-label={`The most frequent kinds of work in ${corpus}`}>
      {kinds.map(({ kind, count }) => (
        <li key={kind}>
          <a href={writeAddress({ view: 'rows', told: { corpus, kind } })}>
            <span class="kind-bar" style={{ width: `${(count / most) * 78}%` }} />
            <span class="kind-name">{kindInWords(kind)}</span>
            <span class="kind-share" title={counted(count, 'row')}>
              {((count / records) * 100).toFixed(1)} %
            </span>
          </a>
        </li>
      ))}
    </ul>
  );
}
