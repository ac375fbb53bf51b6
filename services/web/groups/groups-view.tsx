import type { VNode } from 'preact';
import { commandLine, shellWord } from '../parts/shell-words.ts';
import { RunsView, type AboutCorpus } from '../runs/runs-view.tsx';
import { StartRun } from '../runs/start-run.tsx';
import { GroupsOutcome } from './groups-outcome.tsx';

/** Groups of the rows of a corpus that ask for the same work. */
export function GroupsView(): VNode {
  return (
    <RunsView
      kinds={['group-tasks']}
      doing="Grouping rows by task"
      noRun={{ show: '', group: '' }}
      form={(about) => <GroupsForm {...about} />}
      outcome={(run) => <GroupsOutcome {...run} />}
    />
  );
}

function GroupsForm({ corpus }: AboutCorpus): VNode {
  return (
    <StartRun
      title={`Group the rows of ${corpus}`}
      explained={
        'Finds groups of rows that ask for the same kind of work, names them in plain words, and lists the rows that lie far from their ' +
        'group, and those whose label their neighbours contradict.'
      }
      act="Group the rows"
      kind="group-tasks"
      about={corpus}
      request={{ examples: 6 }}
      command={commandLine([`kindred groups ${shellWord(corpus)}`, `--url ${shellWord(location.origin)}`])}
    >
      {null}
    </StartRun>
  );
}
