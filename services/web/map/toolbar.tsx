import type { VNode } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { SpaceName } from '../../../schemas/record.ts';
import { FormField, RadioChoices } from '../parts/choices.tsx';
import { tell } from '../shell/where.ts';
import type { ColourField } from './use-colour-fields.ts';

/** By what rows are looked for. */
export const SEARCHES = [
  ['words', 'by words'],
  ['task', 'near by task'],
  ['content', 'near by content'],
] as const;
export type SearchBy = (typeof SEARCHES)[number][0];

/** What of the address another corpus has no use for. */
const OF_CORPUS = { row: '', lasso: '', only: '', at: '', colour: '', text: '' };

export function CorpusField({
  names,
  corpus,
}: {
  readonly names: readonly string[];
  readonly corpus: string;
}): VNode {
  return (
    <FormField name="Corpus">
      <select value={corpus} onChange={(event) => tell({ ...OF_CORPUS, corpus: event.currentTarget.value })}>
        {names.map((name) => (
          <option key={name}>{name}</option>
        ))}
      </select>
    </FormField>
  );
}

interface MapFieldsProps {
  readonly space: SpaceName;
  readonly colour: string;
  readonly fields: readonly ColourField[];
  readonly text: string;
  readonly by: SearchBy;
}

/** The space that the map shows, what its colours are, and what is looked for. */
export function MapFields({ space, colour, fields, text, by }: MapFieldsProps): VNode {
  return (
    <>
      <div class="field">
        <span>Rows lie together by</span>
        <RadioChoices<SpaceName>
          name="The space that the map shows"
          options={[
            ['task', 'task'],
            ['content', 'content'],
          ]}
          chosen={space}
          choose={(value) => tell({ space: value === 'task' ? '' : value })}
        />
      </div>
      <FormField name="Colour">
        <select value={colour} onChange={(event) => tell({ colour: event.currentTarget.value })}>
          {!fields.some(({ field }) => field === colour) && <option value={colour}>{colour}</option>}
          {fields.map(({ field, name }) => (
            <option key={field} value={field}>
              {name}
            </option>
          ))}
        </select>
      </FormField>
      <SearchForm text={text} by={by} />
    </>
  );
}

function SearchForm({ text, by }: { readonly text: string; readonly by: SearchBy }): VNode {
  const field = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    if (field.current !== null) field.current.value = text;
  }, [text]);
  const submit = (event: Event): void => {
    event.preventDefault();
    tell({ text: field.current?.value.trim() ?? '', row: '' });
  };
  return (
    <form class="map-search" role="search" onSubmit={submit}>
      <FormField name="Find rows">
        <input ref={field} type="search" placeholder="words, or a text" enterkeyhint="search" />
      </FormField>
      <label class="field">
        <span>How</span>
        <select value={by} onChange={(event) => tell({ by: event.currentTarget.value })}>
          {SEARCHES.map(([value, name]) => (
            <option key={value} value={value}>
              {name}
            </option>
          ))}
        </select>
      </label>
    </form>
  );
}
