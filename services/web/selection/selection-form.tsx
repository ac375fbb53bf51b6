import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { SelectionMethod } from '../../../schemas/curation/select.ts';
import { BY_QUALITY } from '../../../schemas/curation/select-uses.ts';
import { useAsked } from '../parts/asked.ts';
import { FormField } from '../parts/choices.tsx';
import { TaskByField } from '../parts/task-by-field.tsx';
import { runTitle } from '../runs/run-title.ts';
import type { AboutCorpus } from '../runs/runs-view.tsx';
import { StartRun } from '../runs/start-run.tsx';
import { selectCommand, selectRequest, type SelectionWanted } from './wanted-selection.ts';

const METHODS: Readonly<Record<SelectionMethod, string>> = {
  facility_location: 'those that stand best for all rows',
  round_robin: 'each row of the target takes its nearest in turn',
  k_center: 'those farthest from each other, rare work first',
  k_means: 'the middle of each of as many clusters',
  threshold: 'the best by quality that are not alike',
  random: 'at random, for comparison',
};
const BALANCED: readonly (readonly [string, string])[] = [
  ['', 'as it comes'],
  ['kind', 'kinds of work'],
  ['source', 'sources'],
  ['language', 'languages'],
];
const USUAL: SelectionWanted = {
  ...{ budget: 0.1, method: 'facility_location', by: 'kind' },
  ...{ quality: '', balance: '', exclude: '', target: '' },
};

interface PartProps {
  readonly wanted: SelectionWanted;
  readonly change: (part: Partial<SelectionWanted>) => void;
}

/** What a selection goes by, and the command that starts the same. */
export function SelectionForm({ corpus, names }: AboutCorpus): VNode {
  const [wanted, setWanted] = useState(USUAL);
  const change = (part: Partial<SelectionWanted>): void => setWanted((before) => ({ ...before, ...part }));
  return (
    <StartRun
      title={`Select rows of ${corpus}`}
      explained={
        'Ranks rows so that the first ones stand for all: every beginning of the ranking is the selection of a smaller budget. ' +
        'Nothing is deleted: rows are marked, and an export takes the marked ones.'
      }
      act="Select rows"
      kind="select"
      about={corpus}
      request={selectRequest(wanted)}
      command={selectCommand(corpus, wanted, location.origin)}
    >
      <BudgetFields wanted={wanted} change={change} />
      <ValueFields wanted={wanted} change={change} />
      <SetFields corpus={corpus} names={names} wanted={wanted} change={change} />
    </StartRun>
  );
}

function BudgetFields({ wanted: { budget, method }, change }: PartProps): VNode {
  return (
    <>
      <FormField name="How many rows; below 1 a share of all">
        <input
          type="number"
          min="0.001"
          step="any"
          required
          value={budget}
          onChange={(event) => change({ budget: event.currentTarget.valueAsNumber || USUAL.budget })}
        />
      </FormField>
      <FormField name="Which rows">
        <select
          value={method}
          onChange={(event) => change({ method: SelectionMethod.parse(event.currentTarget.value) })}
        >
          {SelectionMethod.options.map((one) => (
            <option key={one} value={one}>
              {METHODS[one]}
            </option>
          ))}
        </select>
      </FormField>
    </>
  );
}

function ValueFields({ wanted: { method, by, balance, quality }, change }: PartProps): VNode {
  return (
    <>
      <div class="two">
        <TaskByField by={by} choose={(one) => change({ by: one })} />
        <FormField name="More even shares of">
          <select value={balance} onChange={(event) => change({ balance: event.currentTarget.value })}>
            {BALANCED.map(([value, shown]) => (
              <option key={value} value={value}>
                {shown}
              </option>
            ))}
          </select>
        </FormField>
      </div>
      {BY_QUALITY.includes(method) && (
        <FormField name="Field with a number that is higher for better rows, if there is one">
          <input
            value={quality}
            spellcheck={false}
            onInput={(event) => change({ quality: event.currentTarget.value.trim() })}
          />
        </FormField>
      )}
    </>
  );
}

/** The rows that are left out, and the corpus that is to be covered. */
function SetFields({ corpus, names, wanted: { exclude, target }, change }: AboutCorpus & PartProps): VNode {
  const runs = useAsked((client) => client.jobs(20, { kind: 'deduplicate', corpus }), [corpus]);
  const usable = (runs.answer ?? []).flatMap((job) =>
    job.name === 'curate' && job.corpus === corpus && job.state === 'completed' ? [job] : [],
  );
  return (
    <div class="two">
      <FormField name="Leave out">
        <select value={exclude} onChange={(event) => change({ exclude: event.currentTarget.value })}>
          <option value="">nothing</option>
          {usable.map((job) => (
            <option key={job.id} value={job.id}>
              duplicates found {runTitle(job, corpus, false, Date.now())}
            </option>
          ))}
        </select>
      </FormField>
      <FormField name="For the tasks of">
        <select value={target} onChange={(event) => change({ target: event.currentTarget.value })}>
          <option value="">{corpus} itself</option>
          {names
            .filter((name) => name !== corpus)
            .map((name) => (
              <option key={name}>{name}</option>
            ))}
        </select>
      </FormField>
    </div>
  );
}
