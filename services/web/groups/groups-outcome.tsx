import type { VNode } from 'preact';
import type { GroupTasksReport } from '../../../schemas/curation/group-tasks.ts';
import { counted, grouped } from '../../../schemas/counted.ts';
import { RadioChoices } from '../parts/choices.tsx';
import { Copyable } from '../parts/copyable.tsx';
import { Problem } from '../parts/problem.tsx';
import { MarksOnMap } from '../runs/marks-on-map.tsx';
import type { EndedRun } from '../runs/runs-view.tsx';
import { useReport } from '../runs/use-report.ts';
import { tell, whereNow } from '../shell/where.ts';
import { GroupList } from './group-list.tsx';
import { SuspectTable } from './suspect-table.tsx';

const WAYS = ['', 'suspects'] as const;

/** The groups of a corpus, and the labels that their neighbours contradict. */
export function GroupsOutcome({ job, corpus }: EndedRun): VNode {
  const { answer: report, error, again } = useReport(job, 'group-tasks');
  if (error !== null) return <Problem error={error} again={again} />;
  if (report === null) return <p class="soft">Reading the report …</p>;
  const shown = WAYS.find((one) => one === whereNow().told['show']) ?? '';
  return (
    <>
      <header class="found-head">
        <h1>
          {counted(report.rows, 'row')} in {counted(report.groups, 'group')}
        </h1>
        <RadioChoices
          name="What is shown of the groups"
          options={[
            ['', `Groups (${grouped(report.groups)})`],
            ['suspects', `Doubtful labels (${grouped(report.suspects)})`],
          ]}
          chosen={shown}
          choose={(show) => tell({ show })}
        />
      </header>
      <p class="soft">
        {counted(report.ungrouped, 'row')} in no group, {counted(report.outliers, 'row')} far from the middle
        of theirs. <MarksOnMap job={job} corpus={corpus} field="title" name="Colour the map by group" />
      </p>
      {shown === '' ? (
        <GroupList corpus={corpus} report={report} />
      ) : (
        <SuspectTable corpus={corpus} suspects={report.surest} />
      )}
      <Commands job={job} report={report} />
    </>
  );
}

function Commands({ job, report }: { readonly job: string; readonly report: GroupTasksReport }): VNode {
  const isCut = report.groups > report.largest.length || report.suspects > report.surest.length;
  return (
    <>
      {isCut && <p class="soft">The files have all of them.</p>}
      <Copyable
        name="All groups and doubtful labels as files"
        text={`kindred results ${job} --out groups --url ${location.origin}`}
      />
    </>
  );
}
