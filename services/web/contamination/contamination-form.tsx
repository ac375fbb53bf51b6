import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { FormField } from '../parts/choices.tsx';
import { commandLine, shellWord } from '../parts/shell-words.ts';
import type { AboutCorpus } from '../runs/runs-view.tsx';
import { StartRun } from '../runs/start-run.tsx';

/** Which benchmark is looked for, and the command that does the same. */
export function ContaminationForm({ corpus, names }: AboutCorpus): VNode {
  const others = names.filter((name) => name !== corpus);
  const [bench, setBench] = useState(others[0] ?? '');
  if (others.length === 0)
    return (
      <p class="empty">
        The benchmark has to be a corpus too. <a href="#/">Add it.</a>
      </p>
    );
  return (
    <StartRun
      title={`Find a benchmark in ${corpus}`}
      explained={
        'Looks through every text of the training rows, and gives every row of the benchmark a verdict. Nothing is deleted: training ' +
        'rows that give a row of the benchmark away are marked, and an export leaves them out.'
      }
      act="Look for it"
      kind="contamination"
      about={null}
      request={{ train: corpus, bench }}
      command={contaminationCommand(corpus, bench, location.origin)}
    >
      <FormField name="Benchmark">
        <select value={bench} onChange={(event) => setBench(event.currentTarget.value)}>
          {others.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </FormField>
    </StartRun>
  );
}

export function contaminationCommand(train: string, bench: string, url: string): string {
  return commandLine([
    `kindred contamination ${shellWord(train)} ${shellWord(bench)}`,
    `--url ${shellWord(url)}`,
  ]);
}
