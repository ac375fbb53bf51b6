import type { VNode } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { LeakPair, type Verdict } from '../../../schemas/curation/contamination.ts';
import type { InstructionRecord } from '../../../schemas/record.ts';
import { counted } from '../../../schemas/counted.ts';
import type { Client } from '../../../clients/typescript/src/kindred-client.ts';
import { useAsked } from '../parts/asked.ts';
import { Problem } from '../parts/problem.tsx';
import { percent, score } from '../parts/told-in-words.ts';
import { firstLines } from '../runs/first-lines.ts';
import { writeAddress } from '../shell/address.ts';
import { textOfField } from './text-of-field.ts';
import { sharedSpans, type Span } from './shared-spans.ts';

const AT_FIRST = 20;

interface ListProps {
  readonly job: string;
  readonly train: string;
  readonly bench: string;
  readonly verdict: Verdict;
}

/** A row of the benchmark beside the training row that gives it away. */
interface Leak {
  readonly pair: LeakPair;
  /** The texts; null where the row is not stored any more. */
  readonly benchText: string | null;
  readonly trainText: string | null;
}

/** The pairs of a verdict, with the words marked that both texts have. */
export function LeakList({ job, train, bench, verdict }: ListProps): VNode {
  const [most, setMost] = useState(AT_FIRST);
  const { answer, error, again, isAsking } = useAsked(
    (client) => leaksOf(client, { job, train, bench, verdict }, most),
    [job, verdict, most],
  );
  return (
    <>
      {error !== null && <Problem error={error} again={again} />}
      <p class="unseen" role="status">
        {answer === null ? 'Reading …' : counted(answer.length, 'pair')}
      </p>
      <ol class="pairs" aria-label="Pairs">
        {answer?.map((leak) => (
          <li key={`${leak.pair.bench_id} ${leak.pair.train_id} ${leak.pair.field}`} class="pair">
            <LeakCard leak={leak} train={train} bench={bench} />
          </li>
        ))}
      </ol>
      {answer?.length === 0 && <p class="empty">No row of the benchmark has this verdict.</p>}
      {answer?.length === most && (
        <button class="quiet" type="button" disabled={isAsking} onClick={() => setMost(most * 2)}>
          Show more
        </button>
      )}
    </>
  );
}

async function leaksOf(
  client: Client,
  { job, train, bench, verdict }: ListProps,
  most: number,
): Promise<Leak[]> {
  const pairs = await firstLines(
    ...([client, job, 'pairs.jsonl', LeakPair, most] as const),
    (pair) => pair.verdict === verdict,
  );
  if (pairs.length === 0) return [];
  const [benchRows, trainRows] = await Promise.all([
    recordsById(
      client,
      bench,
      pairs.map((pair) => pair.bench_id),
    ),
    recordsById(
      client,
      train,
      pairs.map((pair) => pair.train_id),
    ),
  ]);
  return pairs.map((pair) => {
    const [benchRow, trainRow] = [benchRows.get(pair.bench_id), trainRows.get(pair.train_id)];
    return {
      pair,
      benchText: benchRow === undefined ? null : textOfField(benchRow, 'instruction'),
      trainText: trainRow === undefined ? null : textOfField(trainRow, pair.field),
    };
  });
}

async function recordsById(
  client: Client,
  corpus: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, InstructionRecord>> {
  const { records } = await client.recordsOf(corpus, { ids: [...new Set(ids)] });
  return new Map(records.map((record) => [record.id, record]));
}

interface CardProps {
  readonly leak: Leak;
  readonly train: string;
  readonly bench: string;
}

function LeakCard({ leak: { pair, benchText, trainText }, train, bench }: CardProps): VNode {
  const { bench_id: benchId, train_id: trainId, bench_rows: times, train_rows: copies, field } = pair;
  const [inBench, inTrain] = useMemo(
    () => sharedSpans(benchText ?? '', trainText ?? ''),
    [benchText, trainText],
  );
  const sides = [
    ['The benchmark', bench, benchId, benchText, inBench, times],
    [
      field === 'instruction' ? 'The training row' : `The training row, in ${field}`,
      train,
      trainId,
      trainText,
      inTrain,
      copies,
    ],
  ] as const;
  return (
    <>
      <p class="soft">{scoresInWords(pair)}</p>
      <div class="pair-rows leak-rows">
        {sides.map(([title, corpus, row, text, spans, count]) => (
          <section key={title} class="pair-row">
            <h3>
              <b>{title}</b>
              <a href={writeAddress({ view: 'rows', told: { corpus, row } })}>{corpus}</a>
              {count > 1 && <span class="soft">{counted(count, 'row')} with this text</span>}
            </h3>
            {text === null ? <p class="bad">It is not stored any more.</p> : <MarkedText spans={spans} />}
          </section>
        ))}
      </div>
    </>
  );
}

function MarkedText({ spans }: { readonly spans: readonly Span[] }): VNode {
  return (
    <p class="compared">
      {spans.map(({ text, isShared }, at) => (isShared ? <mark key={at}>{text}</mark> : text))}
    </p>
  );
}

/** What speaks for a verdict. */
function scoresInWords(pair: LeakPair): string {
  const { content, level, ngram_8: eight, ngram_13: thirteen, word_ratio: ratio, difference } = pair;
  return [
    `${percent(ratio)} of the words in order`,
    ...(eight === null ? [] : [`${percent(eight)} of the 8-grams`]),
    ...(thirteen === null ? [] : [`${percent(thirteen)} of the 13-grams`]),
    ...(content === null
      ? []
      : [`content ${score(content)}${level === null ? '' : `, a shared task explains ${score(level)}`}`]),
    ...(difference.length === 0 ? [] : [`they differ in ${difference.join(', ')}`]),
  ].join(' · ');
}
