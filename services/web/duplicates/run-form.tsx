import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { KeepRule } from '../../../schemas/curation/deduplicate.ts';
import { FormField } from '../parts/choices.tsx';
import type { AboutCorpus } from '../runs/runs-view.tsx';
import { StartRun } from '../runs/start-run.tsx';
import { runCommand, runRequest, type RunWanted } from './commands.ts';

const KEPT: Readonly<Record<KeepRule, string>> = {
  longest: 'the one with the longest answer',
  quality: 'the one with the highest number in a field',
  newest: 'the one with the latest date in a field',
  first: 'the earliest in its file',
  random: 'one drawn at random',
};
const USUAL: RunWanted = { threshold: 0.9, keep: 'longest', field: '', maxLoss: '0.5', against: '' };

/** What a search for duplicates goes by, and the command that starts the same. */
export function RunForm({ corpus, names }: AboutCorpus): VNode {
  const [wanted, setWanted] = useState(USUAL);
  const change = (part: Partial<RunWanted>): void => setWanted((before) => ({ ...before, ...part }));
  return (
    <StartRun
      title={`Find duplicates in ${corpus}`}
      explained={
        'Exact copies, near copies and paraphrases. Nothing is deleted: rows are marked, you decide on the doubtful ones, and an ' +
        'export leaves out what is left.'
      }
      act="Find duplicates"
      kind="deduplicate"
      about={corpus}
      request={runRequest(wanted)}
      command={runCommand(corpus, wanted, location.origin)}
    >
      <ThresholdFields threshold={wanted.threshold} change={change} />
      {wanted.against === '' && <KeepFields wanted={wanted} change={change} />}
      <LossField wanted={wanted} change={change} />
      <AgainstField corpus={corpus} names={names} against={wanted.against} change={change} />
    </StartRun>
  );
}

interface PartProps {
  readonly wanted: RunWanted;
  readonly change: (part: Partial<RunWanted>) => void;
}

function ThresholdFields({
  threshold,
  change,
}: Pick<PartProps, 'change'> & Pick<RunWanted, 'threshold'>): VNode {
  return (
    <div class="two">
      <FormField name="Threshold">
        <select
          value={threshold === 'auto' ? 'auto' : 'number'}
          onChange={(event) => change({ threshold: event.currentTarget.value === 'auto' ? 'auto' : 0.9 })}
        >
          <option value="number">a similarity of content</option>
          <option value="auto">chosen from the corpus</option>
        </select>
      </FormField>
      {threshold !== 'auto' && (
        <FormField name="Similarity of a paraphrase">
          <input
            type="number"
            min="0.5"
            max="1"
            step="0.01"
            required
            value={threshold}
            onChange={(event) => change({ threshold: event.currentTarget.valueAsNumber || 0.9 })}
          />
        </FormField>
      )}
    </div>
  );
}

function KeepFields({ wanted: { keep, field }, change }: PartProps): VNode {
  return (
    <div class="two">
      <FormField name="Which of several stays">
        <select value={keep} onChange={(event) => change({ keep: event.currentTarget.value })}>
          {KeepRule.options.map((rule) => (
            <option key={rule} value={rule}>
              {KEPT[rule]}
            </option>
          ))}
        </select>
      </FormField>
      {(keep === 'quality' || keep === 'newest') && (
        <FormField name="Field of the metadata">
          <input
            value={field}
            placeholder={keep === 'quality' ? 'quality' : 'date'}
            onInput={(event) => change({ field: event.currentTarget.value })}
          />
        </FormField>
      )}
    </div>
  );
}

function LossField({ wanted: { maxLoss }, change }: PartProps): VNode {
  return (
    <FormField name="Most that a source or a kind of work may lose as near copies">
      <select value={maxLoss} onChange={(event) => change({ maxLoss: event.currentTarget.value })}>
        <option value="0.3">30 %, else the run stops</option>
        <option value="0.5">half, else the run stops</option>
        <option value="0.9">90 %, else the run stops</option>
        <option value="off">any share</option>
      </select>
    </FormField>
  );
}

interface AgainstProps extends AboutCorpus, Pick<PartProps, 'change'>, Pick<RunWanted, 'against'> {}

function AgainstField({ corpus, names, against, change }: AgainstProps): VNode {
  return (
    <FormField name="Compare with">
      <select value={against} onChange={(event) => change({ against: event.currentTarget.value })}>
        <option value="">itself</option>
        {names
          .filter((name) => name !== corpus)
          .map((name) => (
            <option key={name} value={name}>
              {name}: drop what it has already
            </option>
          ))}
      </select>
    </FormField>
  );
}
