import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { FormField, RadioChoices } from '../parts/choices.tsx';
import { TaskByField } from '../parts/task-by-field.tsx';
import type { AboutCorpus } from '../runs/runs-view.tsx';
import { StartRun } from '../runs/start-run.tsx';
import { compareCommand, compareRequest, QUESTIONS, type ComparisonWanted } from './wanted-comparison.ts';

type Question = ComparisonWanted['question'];

const SHOWN: Readonly<Record<Question, string>> = {
  gaps: 'What does it lack?',
  diff: 'What has changed?',
  correlation: 'How alike are several?',
};
const EXPLAINED: Readonly<Record<Question, string>> = {
  gaps: 'Finds the tasks of another corpus that this one has not, or has too few rows of, and rows of a third one that would fill them.',
  diff: 'Tells which texts came and went from this corpus to another, and which tasks came, went, grew or shrank more than chance explains.',
  correlation:
    'Tells of each corpus how well the others cover what it asks for, and how differently they are distributed.',
};

/** What is compared, and the command that does the same. */
export function ComparisonForm({ corpus, names }: AboutCorpus): VNode {
  const others = names.filter((name) => name !== corpus);
  const [wanted, setWanted] = useState<ComparisonWanted>({
    ...{ question: 'gaps', other: others[0] ?? '', pool: '', by: 'kind' },
    several: names.slice(0, 6),
  });
  const change = (part: Partial<ComparisonWanted>): void => setWanted((before) => ({ ...before, ...part }));
  const { question, by } = wanted;
  if (others.length === 0)
    return (
      <p class="empty">
        A comparison takes two corpora. <a href="#/">Add another one.</a>
      </p>
    );
  return (
    <StartRun
      title={`Compare ${corpus}`}
      explained={EXPLAINED[question]}
      act="Compare"
      kind={question}
      about={null}
      request={compareRequest(corpus, wanted)}
      command={compareCommand(corpus, wanted, location.origin)}
    >
      <RadioChoices
        name="The question"
        options={QUESTIONS.map((one) => [one, SHOWN[one]] as const)}
        chosen={question}
        choose={(one) => change({ question: one })}
      />
      {question === 'correlation' ? (
        <Several names={names} several={wanted.several} change={change} />
      ) : (
        <OtherCorpora others={others} wanted={wanted} change={change} />
      )}
      <TaskByField by={by} choose={(one) => change({ by: one })} />
    </StartRun>
  );
}

type Change = (part: Partial<ComparisonWanted>) => void;

interface OthersProps {
  readonly others: readonly string[];
  readonly wanted: ComparisonWanted;
  readonly change: Change;
}

function OtherCorpora({ others, wanted: { question, other, pool }, change }: OthersProps): VNode {
  return (
    <div class="two">
      <FormField name={question === 'gaps' ? 'The corpus that shows what is asked for' : 'The new corpus'}>
        <select value={other} onChange={(event) => change({ other: event.currentTarget.value, pool: '' })}>
          {others.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </FormField>
      {question === 'gaps' && (
        <FormField name="Rows that may fill the gaps">
          <select value={pool} onChange={(event) => change({ pool: event.currentTarget.value })}>
            <option value="">none</option>
            {others
              .filter((name) => name !== other)
              .map((name) => (
                <option key={name}>{name}</option>
              ))}
          </select>
        </FormField>
      )}
    </div>
  );
}

interface SeveralProps {
  readonly names: readonly string[];
  readonly several: readonly string[];
  readonly change: Change;
}

function Several({ names, several, change }: SeveralProps): VNode {
  return (
    <fieldset class="several">
      <legend>Corpora</legend>
      {names.map((name) => (
        <label key={name}>
          <input
            type="checkbox"
            checked={several.includes(name)}
            onChange={(event) =>
              change({
                several: names.filter((one) =>
                  one === name ? event.currentTarget.checked : several.includes(one),
                ),
              })
            }
          />{' '}
          {name}
        </label>
      ))}
    </fieldset>
  );
}
