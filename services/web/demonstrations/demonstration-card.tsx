import type { VNode } from 'preact';
import type { Demonstration, DemonstrationScores } from '../../../schemas/api/found-demonstrations.ts';
import { kindInWords, percent, score } from '../parts/told-in-words.ts';
import { writeAddress } from '../shell/address.ts';

/** The log-odds at which a bar is full: a part that adds as much makes a toss-up almost certain. */
const FULL_LOG_ODDS = 5;

export function DemonstrationCard({ demonstration }: { readonly demonstration: Demonstration }): VNode {
  const { record, scores, rank, tokens } = demonstration;
  return (
    <li class="card">
      <div class="card-rank" aria-label={`Chosen as number ${rank}`}>
        {rank}
      </div>
      <div class="card-text">
        <p class="card-instruction">{record.instruction}</p>
        {record.input !== '' && <p class="card-input">{record.input}</p>}
        <p class="card-output">{record.output}</p>
        <p class="card-tags">
          {record.kind && (
            <span
              class="kind"
              title={`Kind of work, right with a chance of ${percent(record.kind.confidence)}`}
            >
              {kindInWords(record.kind.name)} <small>{score(record.kind.confidence)}</small>
            </span>
          )}
          {record.label && <code title="Task label">{record.label.name}</code>}
          <a href={writeAddress({ view: 'rows', told: { corpus: record.corpus, row: record.id } })}>
            {record.corpus}
            {record.source !== null && ` · ${record.source}`}
          </a>
          <small>{tokens} tokens</small>
        </p>
      </div>
      <Why scores={scores} />
    </li>
  );
}

/** Why it is there: the chance to fit with its parts, and the similarities. */
function Why({ scores }: { readonly scores: DemonstrationScores }): VNode {
  const { fit, parts } = scores;
  return (
    <div class="why">
      {fit !== undefined && (
        <p class="fit" title="The calibrated chance that it does the kind of work that was asked for">
          <b>{percent(fit)}</b> likely to fit
        </p>
      )}
      <dl class="bars">
        {Object.entries(parts ?? {}).map(([part, value]) => (
          <Signed key={part} name={`by ${part}`} value={value} />
        ))}
        <Share name="task" value={scores.task} title="Similarity in the task space" />
        <Share name="content" value={scores.content} title="Similarity in the content space" />
        <Share name="overlap" value={scores.redundancy} title="Content shared with one chosen before" />
        <Share name="new words" value={scores.coverage} title="Words of the prompt that only this one has" />
      </dl>
    </div>
  );
}

interface BarProps {
  readonly name: string;
  readonly value: number;
  readonly title?: string;
}

/** A number from 0 to 1 as a bar. */
function Share({ name, value, title }: BarProps): VNode {
  return (
    <div title={title}>
      <dt>{name}</dt>
      <dd>
        <span class="track">
          <span class="fill" style={{ width: `${Math.max(0, Math.min(1, value)) * 100}%` }} />
        </span>
        {score(value)}
      </dd>
    </div>
  );
}

/** What a part adds to the log-odds of fitting: to the right when it speaks for it, to the left when against. */
function Signed({ name, value }: BarProps): VNode {
  const half = Math.min(1, Math.abs(value) / FULL_LOG_ODDS) * 50;
  const style = { width: `${half}%`, left: `${value < 0 ? 50 - half : 50}%` };
  return (
    <div title="What it adds to the log-odds of fitting">
      <dt>{name}</dt>
      <dd>
        <span class="track signed">
          <span class={value < 0 ? 'fill against' : 'fill for'} style={style} />
        </span>
        {value > 0 ? '+' : ''}
        {value.toFixed(1)}
      </dd>
    </div>
  );
}
