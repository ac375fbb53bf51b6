import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { GapsReport } from '../../../schemas/curation/gaps.ts';
import { TASKS_BY } from '../../../schemas/curation/same-task.ts';
import { counted, grouped } from '../../../schemas/counted.ts';
import { RadioChoices } from '../parts/choices.tsx';
import { Copyable } from '../parts/copyable.tsx';
import { commandLine, shellWord } from '../parts/shell-words.ts';
import { percent } from '../parts/told-in-words.ts';
import { MarksOnMap } from '../runs/marks-on-map.tsx';
import { gapsInWords } from './gaps-in-words.ts';
import { ExampleList } from './example-list.tsx';
import { TaskName } from '../parts/task-name.tsx';

interface FoundProps {
  readonly job: string;
  readonly report: GapsReport;
}

type Gap = GapsReport['gaps'][number];

/** What one corpus lacks that another asks for, with the rows that would fill it. */
export function GapsFound({ job, report }: FoundProps): VNode {
  const { train, target, pool, tasks, covered_share: covered, by = 'label', gaps, rows } = report;
  const [only, setOnly] = useState<'' | 'missing' | 'thin'>('');
  const shown = gaps.filter(({ kind }) => only === '' || kind === only);
  return (
    <>
      <header class="found-head">
        <h1>{gapsInWords(report)}</h1>
        <RadioChoices
          name="Which gaps are shown"
          options={[
            ['', 'All'],
            ['missing', `Missing (${grouped(tasks.missing)})`],
            ['thin', `Thin (${grouped(tasks.thin)})`],
          ]}
          chosen={only}
          choose={setOnly}
        />
      </header>
      <p class="soft">
        {percent(covered)} of the {counted(rows.target, 'row')} of {target} have a similar row of the same
        task in {train}. By {TASKS_BY[by]}, the largest gaps first.
        {report.without_task !== undefined &&
          report.without_task.target > 0 &&
          ` ${counted(report.without_task.target, 'row')} of ${target} have no task and are not counted.`}
      </p>
      <ol class="gaps" aria-label="Gaps">
        {shown.map((gap) => (
          <GapCard key={gap.task} gap={gap} report={report} />
        ))}
      </ol>
      {shown.length === 0 && <p class="empty">There is no such gap.</p>}
      {pool === null ? (
        <p class="soft">Compared again with a corpus whose rows may fill the gaps, it names these rows.</p>
      ) : (
        <p>
          {counted(report.filled_rows ?? 0, 'row')} of {pool} would fill gaps.{' '}
          <MarksOnMap job={job} corpus={pool} field="keep" name={`See them on the map of ${pool}`} />
        </p>
      )}
      <GapCommands job={job} report={report} />
    </>
  );
}

function GapCommands({ job, report: { train, target, pool, by } }: FoundProps): VNode {
  const url = `--url ${shellWord(location.origin)}`;
  const again = commandLine([
    `kindred gaps ${shellWord(train)} ${shellWord(target)}`,
    ...(pool === null ? [] : [`--pool ${shellWord(pool)}`]),
    ...(by === undefined ? [] : [`--by ${by}`]),
    url,
  ]);
  return (
    <>
      {pool !== null && (
        <Copyable
          name="The rows that fill the gaps, as a file"
          text={commandLine([
            `kindred export ${shellWord(pool)}`,
            `--marks ${job}`,
            '--apply',
            `--out ${shellWord(`${pool}-for-${train}.jsonl.gz`)}`,
            url,
          ])}
        />
      )}
      <Copyable name="The comparison as a command" text={again} />
    </>
  );
}

const KINDS: Readonly<Record<Gap['kind'], string>> = {
  missing: 'missing',
  thin: 'too few',
  covered: 'covered',
};

function GapCard({ gap, report }: { readonly gap: Gap; readonly report: GapsReport }): VNode {
  const {
    task,
    kind,
    target_rows: asked,
    expected_rows: expected,
    found_rows: found,
    examples,
    fillers,
  } = gap;
  const { train, target, pool, by = 'label' } = report;
  const most = Math.max(expected, found, 1);
  return (
    <li class="gap">
      <header>
        <h2>
          <TaskName task={task} by={by} corpus={target} />
        </h2>
        <span class={`gap-kind gap-${kind}`}>{KINDS[kind]}</span>
        <span class="soft">
          {counted(asked, 'row')} in {target}, {percent(gap.covered_share)} of them covered
        </span>
      </header>
      <p class="gap-rows">
        <span class="gap-bars" aria-hidden="true">
          <i class="gap-expected" style={{ width: `${(expected / most) * 100}%` }} />
          <i class="gap-found" style={{ width: `${(found / most) * 100}%` }} />
        </span>
        <span>
          {train} has <b>{grouped(found)}</b>, by the share in {target} it would have{' '}
          <b>{expected < 10 ? Number(expected.toFixed(1)) : grouped(Math.round(expected))}</b>
        </span>
      </p>
      <div class="gap-both">
        <ExampleList title={`Asked for in ${target}`} corpus={target} rows={examples} />
        {pool !== null && (
          <ExampleList
            title={`${counted(gap.filled_rows ?? 0, 'row')} of ${pool} would fill it`}
            corpus={pool}
            rows={fillers}
          />
        )}
      </div>
    </li>
  );
}
