import type { VNode } from 'preact';
import type { DiffReport } from '../../../schemas/curation/diff.ts';
import { TASKS_BY } from '../../../schemas/curation/same-task.ts';
import { counted, grouped } from '../../../schemas/counted.ts';
import { Copyable } from '../parts/copyable.tsx';
import { commandLine, shellWord } from '../parts/shell-words.ts';
import { RowLink } from '../parts/row-link.tsx';
import { TaskName } from '../parts/task-name.tsx';
import { percent } from '../parts/told-in-words.ts';
import { ChangedRows } from './changed-rows.tsx';

interface FoundProps {
  readonly job: string;
  readonly report: DiffReport;
}

type Change = DiffReport['changes'][number];
const TITLES = { added: 'New', lost: 'Lost', grown: 'Grew', shrunk: 'Shrank' } as const;
const NONE: Readonly<Record<keyof typeof TITLES, string>> = {
  added: 'No task is new.',
  lost: 'No task was lost.',
  grown: 'No task grew more than chance explains.',
  shrunk: 'No task shrank more than chance explains.',
};

/** What changed from one corpus to another. */
export function DiffFound({ job, report }: FoundProps): VNode {
  const { old, new: now, rows, by = 'label', distance, texts } = report;
  return (
    <>
      <header class="found-head">
        <h1>
          From {old} to {now}
        </h1>
      </header>
      <p class="soft">
        {counted(rows.old, 'row')} before, {grouped(rows.new)} now. {percent(distance)} of the rows would have
        to change their task to turn one into the other.
      </p>
      <dl class="facts diff-texts">
        <Fact name="texts came" value={texts.added} />
        <Fact name="texts went" value={texts.removed} />
        <Fact name="stayed" value={texts.same} />
        <Fact name="of them answered otherwise" value={texts.other_answer} />
      </dl>
      <h2>Changes of {TASKS_BY[by]}</h2>
      <div class="diffs">
        {(Object.keys(TITLES) as (keyof typeof TITLES)[]).map((kind) => (
          <ChangeList key={kind} kind={kind} report={report} />
        ))}
      </div>
      <ChangedRows job={job} texts={texts} />
      <Copyable
        name="The comparison as a command"
        text={commandLine([
          `kindred diff ${shellWord(old)} ${shellWord(now)}`,
          `--by ${by}`,
          `--url ${shellWord(location.origin)}`,
        ])}
      />
    </>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: number }): VNode {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{grouped(value)}</dd>
    </div>
  );
}

interface ListProps {
  readonly kind: keyof typeof TITLES;
  readonly report: DiffReport;
}

/** How many tasks changed in this way; of new and lost ones, how many are not explained by chance. */
function howMany(kind: ListProps['kind'], { tasks }: DiffReport): string {
  const clearly = { added: tasks.clearly_added, lost: tasks.clearly_lost, grown: null, shrunk: null }[kind];
  return clearly === null ? grouped(tasks[kind]) : `${grouped(tasks[kind])}, ${grouped(clearly)} clearly`;
}

function ChangeList({ kind, report }: ListProps): VNode {
  const { changes, old, new: now, by = 'label', tasks } = report;
  const shown = changes.filter((change) => change.kind === kind);
  const most = Math.max(0.0001, ...shown.flatMap((one) => [one.old_share, one.new_share]));
  return (
    <section aria-labelledby={`diff-${kind}`}>
      <h3 id={`diff-${kind}`}>
        {TITLES[kind]} <small>{tasks[kind] === 0 ? '' : howMany(kind, report)}</small>
      </h3>
      {tasks[kind] === 0 && <p class="soft">{NONE[kind]}</p>}
      <ul>
        {shown.map((change) => (
          <ChangeLine
            key={change.task}
            change={change}
            most={most}
            by={by}
            corpus={change.new_share > change.old_share ? now : old}
          />
        ))}
      </ul>
    </section>
  );
}

interface LineProps {
  readonly change: Change;
  /** The largest share in the list. */
  readonly most: number;
  readonly by: NonNullable<DiffReport['by']>;
  /** The corpus in which the task has the larger share, where its examples are from. */
  readonly corpus: string;
}

const tenths = (share: number): string => `${(share * 100).toFixed(1)} %`;

function ChangeLine({ change, most, by, corpus }: LineProps): VNode {
  const { task, old_rows: before, new_rows: after, old_share: was, new_share: is, examples } = change;
  const [example] = examples;
  return (
    <li class="diff-line">
      <span>
        <TaskName task={task} by={by} corpus={corpus} />
      </span>
      <span class="soft number">
        {grouped(before)} → {grouped(after)}
      </span>
      <span class="number">
        {tenths(was)} → {tenths(is)}
      </span>
      <span class="diff-bars" aria-hidden="true">
        <i class="diff-old" style={{ width: `${(was / most) * 100}%` }} />
        <i class="diff-new" style={{ width: `${(is / most) * 100}%` }} />
      </span>
      {example !== undefined && (
        <span class="diff-example">
          <RowLink corpus={corpus} id={example.id} text={example.text} />
        </span>
      )}
    </li>
  );
}
