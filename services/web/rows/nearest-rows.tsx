import type { VNode } from 'preact';
import type { SearchResponse } from '../../../schemas/api/records.ts';
import type { InstructionRecord, SpaceName } from '../../../schemas/record.ts';
import { useAsked } from '../parts/asked.ts';
import { Copyable } from '../parts/copyable.tsx';
import { Problem } from '../parts/problem.tsx';
import { commandLine, shellWord } from '../parts/shell-words.ts';
import { kindInWords, score } from '../parts/told-in-words.ts';
import { tell } from '../shell/where.ts';
import { whyLabelledBriefly } from './label-in-words.ts';

const SHOWN = 8;
const SPACES = ['task', 'content'] as const satisfies readonly SpaceName[];
const TITLES: Readonly<Record<SpaceName, string>> = {
  task: 'The same kind of work',
  content: 'The same words and topic',
};

type Hit = SearchResponse['hits'][number];

/** The rows nearest to one, by task and by content side by side. Those that are near in both are marked. */
export function NearestInBoth({ id, corpus }: Pick<InstructionRecord, 'id' | 'corpus'>): VNode {
  const { answer, error, again } = useAsked(
    (client) =>
      Promise.all(SPACES.map((space) => client.search(corpus, { like: [id], space, limit: SHOWN }))),
    [corpus, id],
  );
  const lists = answer?.map(({ hits }) => hits) ?? [];
  const inBoth = new Set(
    (lists[0] ?? []).map(({ record }) => record.id).filter((one) => holds(lists[1] ?? [], one)),
  );
  return (
    <section class="nearest" aria-labelledby="nearest">
      <h2 id="nearest">Nearest rows</h2>
      {error !== null && <Problem error={error} again={again} />}
      {answer === null && error === null && (
        <p class="soft" role="status">
          Looking …
        </p>
      )}
      <div class="nearest-both">
        {answer !== null &&
          SPACES.map((space, at) => (
            <section key={space} aria-labelledby={`nearest-${space}`}>
              <h3 id={`nearest-${space}`}>
                By {space} <small>{TITLES[space]}</small>
              </h3>
              <ol>
                {lists[at]?.map((hit) => (
                  <NearRow key={hit.record.id} hit={hit} space={space} isInBoth={inBoth.has(hit.record.id)} />
                ))}
              </ol>
              {lists[at]?.length === 0 && <p class="soft">The corpus has no other row.</p>}
            </section>
          ))}
      </div>
      {SPACES.map((space) => (
        <Copyable
          key={space}
          name={`The nearest by ${space} as a command`}
          text={nearCommand(corpus, id, space)}
        />
      ))}
    </section>
  );
}

function holds(hits: readonly Hit[], id: string): boolean {
  return hits.some(({ record }) => record.id === id);
}

function nearCommand(corpus: string, id: string, space: SpaceName): string {
  return commandLine([
    `kindred search --corpus ${shellWord(corpus)}`,
    `--like ${id}`,
    `--space ${space}`,
    `--limit ${SHOWN}`,
    `--url ${shellWord(location.origin)}`,
  ]);
}

interface NearRowProps {
  readonly hit: Hit;
  /** The space by which it is in this list. */
  readonly space: SpaceName;
  readonly isInBoth: boolean;
}

function NearRow({ hit: { record, scores }, space, isInBoth }: NearRowProps): VNode {
  const { id, instruction, input, kind, label } = record;
  const other = space === 'task' ? 'content' : 'task';
  return (
    <li>
      <button type="button" class="near-row" onClick={() => tell({ row: id })}>
        <span class="near-scores">
          <b>{score(scores[space] ?? 0)}</b>{' '}
          <span class="soft">
            {other} {score(scores[other] ?? 0)}
            {isInBoth && ' · near in both'}
          </span>
        </span>
        <span class="near-text">
          {instruction} {input !== '' && <span class="soft">{input}</span>}
        </span>
        <span class="near-label">
          {kind && <span class="kind">{kindInWords(kind.name)}</span>}
          {label === null ? (
            <small>no task was found</small>
          ) : (
            <span>
              <code>{label.name}</code> <small>{whyLabelledBriefly(label)}</small>
            </span>
          )}
        </span>
      </button>
    </li>
  );
}
