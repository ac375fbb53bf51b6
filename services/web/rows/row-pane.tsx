import type { VNode } from 'preact';
import { useEffect } from 'preact/hooks';
import { lineInWords } from '../../../schemas/layout.ts';
import type { InstructionRecord } from '../../../schemas/record.ts';
import { useAsked } from '../parts/asked.ts';
import { Copyable } from '../parts/copyable.tsx';
import { Fact, Facts } from '../parts/facts.tsx';
import { Problem } from '../parts/problem.tsx';
import { kindInWords, percent } from '../parts/told-in-words.ts';
import { writeAddress } from '../shell/address.ts';
import { myRights } from '../shell/session.ts';
import { tell, whereNow } from '../shell/where.ts';
import { beforeId } from './id-space.ts';
import { whyLabelled } from './label-in-words.ts';
import { NearestInBoth } from './nearest-rows.tsx';
import { readCommand } from './read-command.ts';

interface RowPaneProps {
  readonly corpus: string;
  readonly id: string;
  readonly close: () => void;
}

/** One row, whole. */
export function RowPane({ corpus, id, close }: RowPaneProps): VNode {
  const { answer, error, again } = useAsked(
    async (client) => (await client.records(corpus, 1, { after: beforeId(id) })).records[0] ?? null,
    [corpus, id],
  );
  const record = answer?.id === id ? answer : null;
  useEffect(() => {
    const closeByKey = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') close();
    };
    addEventListener('keydown', closeByKey);
    return () => removeEventListener('keydown', closeByKey);
  }, []);
  return (
    <aside class="pane" aria-label="The row that is open">
      <button class="quiet pane-close" type="button" onClick={close}>
        Close <kbd>Esc</kbd>
      </button>
      {error !== null && <Problem error={error} again={again} />}
      {answer !== null && record === null && (
        <p class="empty">
          There is no row {id} in {corpus}.
        </p>
      )}
      {record !== null && <WholeRow record={record} />}
    </aside>
  );
}

function WholeRow({ record }: { readonly record: InstructionRecord }): VNode {
  const { id, system, history, instruction, input, output, corpus } = record;
  const isNearShown = whereNow().told['near'] !== undefined;
  return (
    <>
      <dl class="turns">
        {system !== '' && <Turned role="system" text={system} />}
        {history.map(({ role, content }, at) => (
          <Turned key={at} role={role} text={content} />
        ))}
        <Turned role="instruction" text={instruction} />
        {input !== '' && <Turned role="input" text={input} />}
        <Turned role="answer" text={output === '' ? 'none' : output} />
      </dl>
      <p class="pane-ways">
        <button
          class="main"
          type="button"
          aria-expanded={isNearShown}
          onClick={() => tell({ near: isNearShown ? '' : '1' })}
        >
          {isNearShown ? 'Hide the nearest rows' : 'Show the nearest rows'}
        </button>
        <a href={writeAddress({ view: 'demonstrations', told: { corpus, instruction, input } })}>
          Find demonstrations for it
        </a>
      </p>
      {isNearShown && <NearestInBoth id={id} corpus={corpus} />}
      <RowFacts record={record} />
      <details>
        <summary>Repeat it</summary>
        <Copyable
          name="curl"
          text={readCommand(record, beforeId(record.id), location.origin, myRights()?.keys ?? false)}
        />
      </details>
    </>
  );
}

function Turned({ role, text }: { readonly role: string; readonly text: string }): VNode {
  return (
    <div class={`turn turn-${role}`}>
      <dt>{role}</dt>
      <dd>{text}</dd>
    </div>
  );
}

/** What is known of the row: its kind and task and why, where it came from, and all that it had beside its texts. */
function RowFacts({ record }: { readonly record: InstructionRecord }): VNode {
  const { id, kind, label, source, user_id: userId, origin, metadata, exact } = record;
  return (
    <Facts>
      {kind && (
        <Fact name="kind of work">
          {kindInWords(kind.name)}{' '}
          <small>told by the encoder, right with a chance of {percent(kind.confidence)}</small>
        </Fact>
      )}
      <Fact name="task">
        {label === null ? (
          <small>none was found</small>
        ) : (
          <>
            <code>{label.name}</code> <small>{whyLabelled(label)}</small>
          </>
        )}
      </Fact>
      {source !== null && <Fact name="source">{source}</Fact>}
      {userId !== null && <Fact name="own id">{userId}</Fact>}
      {origin && (
        <Fact name="from">
          {origin.file}, {lineInWords(origin)}
          <small>
            {' '}
            as {origin.layout}
            {origin.split !== undefined && `, ${origin.split}`}
          </small>
        </Fact>
      )}
      {Object.entries(metadata).map(([name, value]) => (
        <Fact key={name} name={name}>
          {typeof value === 'string' ? value : JSON.stringify(value)}
        </Fact>
      ))}
      {exact && <Fact name="exact values">{JSON.stringify(exact)}</Fact>}
      <Fact name="id">
        <code>{id}</code>
      </Fact>
    </Facts>
  );
}
