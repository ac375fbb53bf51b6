import type { VNode } from 'preact';
import type { DeduplicateReport } from '../../../schemas/curation/deduplicate.ts';
import type { DropsQuery } from '../../../schemas/curation/duplicate-decisions.ts';
import { FormField } from '../parts/choices.tsx';
import { grouped } from '../parts/told-in-words.ts';
import { tell } from '../shell/where.ts';

interface FiltersProps {
  readonly report: DeduplicateReport;
  readonly query: Partial<DropsQuery>;
}

type Options = readonly (readonly [value: string, shown: string])[];

const NO_FILTER = { source: '', reason: '', decision: '' };

/** What the drops are narrowed by. */
export function DropFilters({ report, query }: FiltersProps): VNode {
  const { reasons, loss } = report;
  const { source, reason, decision, order } = query;
  const sources = (loss?.by_source.groups ?? []).flatMap(({ name, dropped, rows }): Options =>
    name === null || dropped === 0 ? [] : [[name, `${name} (${grouped(dropped)} of ${grouped(rows)})`]],
  );
  const isFiltered = [source, reason, decision].some((one) => one !== undefined);
  return (
    <div class="dup-part" role="search" aria-label="Which drops are shown">
      <Order order={order} />
      <Choice
        name="Reason"
        field="reason"
        chosen={reason}
        options={[
          ['paraphrase', `paraphrases (${grouped(reasons.paraphrase)})`],
          ['lexical', `near copies (${grouped(reasons.lexical)})`],
          ['exact', `exact copies (${grouped(reasons.exact)})`],
        ]}
      />
      {(sources.length > 0 || source !== undefined) && (
        <Choice name="Source of the row that goes" field="source" chosen={source} options={sources} />
      )}
      <Choice
        name="Decision"
        field="decision"
        chosen={decision}
        options={[
          ['open', 'not decided'],
          ['same', 'same'],
          ['different', 'different'],
          ['swap', 'swapped'],
        ]}
      />
      {isFiltered && (
        <button class="quiet" type="button" onClick={() => tell(NO_FILTER)}>
          Show all
        </button>
      )}
    </div>
  );
}

function Order({ order }: { readonly order: DropsQuery['order'] | undefined }): VNode {
  return (
    <FormField name="First">
      <select
        value={order ?? ''}
        class={order === undefined ? '' : 'set'}
        onChange={(event) => tell({ order: event.currentTarget.value })}
      >
        <option value="">the most doubtful</option>
        <option value="surest">the surest</option>
      </select>
    </FormField>
  );
}

interface ChoiceProps {
  readonly name: string;
  readonly field: keyof typeof NO_FILTER;
  readonly chosen: string | undefined;
  readonly options: Options;
}

function Choice({ name, field, chosen = '', options }: ChoiceProps): VNode {
  const isListed = chosen === '' || options.some(([value]) => value === chosen);
  return (
    <FormField name={name}>
      <select
        value={chosen}
        class={chosen === '' ? '' : 'set'}
        onChange={(event) => tell({ [field]: event.currentTarget.value })}
      >
        <option value="">any</option>
        {!isListed && <option value={chosen}>{chosen}</option>}
        {options.map(([value, shown]) => (
          <option key={value} value={value}>
            {shown}
          </option>
        ))}
      </select>
    </FormField>
  );
}
