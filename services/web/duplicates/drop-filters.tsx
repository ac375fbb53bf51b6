import type { VNode } from 'preact';
import type { DeduplicateReport } from '../../../schemas/curation/deduplicate.ts';
import type { DropsQuery } from '../../../schemas/curation/duplicate-decisions.ts';
import { grouped } from '../../../schemas/counted.ts';
import { FormField } from '../parts/choices.tsx';
import { NarrowingField } from '../parts/narrowing-field.tsx';
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
      <NarrowingField
        name="Reason"
        chosen={reason}
        choose={(value) => tell({ reason: value })}
        options={[
          ['paraphrase', `paraphrases (${grouped(reasons.paraphrase)})`],
          ['lexical', `near copies (${grouped(reasons.lexical)})`],
          ['exact', `exact copies (${grouped(reasons.exact)})`],
        ]}
      />
      {(sources.length > 0 || source !== undefined) && (
        <NarrowingField
          name="Source of the row that goes"
          chosen={source}
          options={sources}
          choose={(value) => tell({ source: value })}
        />
      )}
      <NarrowingField
        name="Decision"
        chosen={decision}
        choose={(value) => tell({ decision: value })}
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
