import type { VNode } from 'preact';
import { grouped } from '../../../schemas/counted.ts';
import { FormField } from '../parts/choices.tsx';
import { NarrowingField } from '../parts/narrowing-field.tsx';
import { kindInWords } from '../parts/told-in-words.ts';
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

/** Nothing where all rows are without a value. */
function FacetField({
  name,
  field,
  chosen,
  values,
  words = (value) => value,
}: FacetFieldProps): VNode | null {
  if (values.length === 0 && chosen === undefined) return null;
  return (
    <NarrowingField
      name={name}
      chosen={chosen}
      options={values.map(({ value, count }) => [value, `${words(value)} (${grouped(count)})`])}
      words={words}
      choose={(value) => tell({ [field]: value })}
    />
  );
}
