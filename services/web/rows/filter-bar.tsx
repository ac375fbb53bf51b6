import type { VNode } from 'preact';
import { FormField } from '../parts/choices.tsx';
import { grouped, kindInWords } from '../parts/told-in-words.ts';
import { tell } from '../shell/where.ts';
import type { FieldValues } from './facets.ts';
import type { RowFilter } from './row-source.ts';

interface FilterBarProps {
  readonly names: readonly string[];
  readonly corpus: string;
  readonly filter: RowFilter;
  readonly facets: FieldValues;
}

const NO_FILTER = { kind: '', label: '', source: '' };

/** The corpus, and what its rows are narrowed by. */
export function FilterBar({ names, corpus, filter, facets }: FilterBarProps): VNode {
  const isFiltered = Object.keys(filter).length > 0;
  return (
    <div class="filters" role="search" aria-label="Which rows are shown">
      <FormField name="Corpus">
        <select
          value={corpus}
          onChange={(event) => tell({ ...NO_FILTER, corpus: event.currentTarget.value, row: '' })}
        >
          {names.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </FormField>
      <FacetField
        name="Kind of work"
        field="kind"
        chosen={filter.kind}
        values={facets.kinds}
        words={kindInWords}
      />
      <FacetField name="Task" field="label" chosen={filter.label} values={facets.labels} />
      <FacetField name="Source" field="source" chosen={filter.source} values={facets.sources} />
      {isFiltered && (
        <button class="quiet" type="button" onClick={() => tell(NO_FILTER)}>
          Show all
        </button>
      )}
    </div>
  );
}

interface FacetFieldProps {
  readonly name: string;
  readonly field: keyof RowFilter;
  readonly chosen: string | undefined;
  readonly values: FieldValues['kinds'];
  readonly words?: (value: string) => string;
}

function FacetField({
  name,
  field,
  chosen = '',
  values,
  words = (value) => value,
}: FacetFieldProps): VNode | null {
  if (values.length === 0 && chosen === '') return null;
  const isListed = chosen === '' || values.some(({ value }) => value === chosen);
  return (
    <FormField name={name}>
      <select
        value={chosen}
        class={chosen === '' ? '' : 'set'}
        onChange={(event) => tell({ [field]: event.currentTarget.value })}
      >
        <option value="">any</option>
        {!isListed && <option value={chosen}>{words(chosen)}</option>}
        {values.map(({ value, count }) => (
          <option key={value} value={value}>
            {words(value)} ({grouped(count)})
          </option>
        ))}
      </select>
    </FormField>
  );
}
