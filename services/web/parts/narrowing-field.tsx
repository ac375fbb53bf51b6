import type { VNode } from 'preact';
import { FormField } from './choices.tsx';

interface NarrowingFieldProps {
  readonly name: string;
  readonly chosen: string | undefined;
  readonly options: readonly (readonly [value: string, shown: string])[];
  /** How a chosen value is shown that is not among the options: the address may name any. */
  readonly words?: (value: string) => string;
  /** Takes an empty text when nothing is to be narrowed. */
  readonly choose: (value: string) => void;
}

/** A choice of what a list is narrowed by, which stands out while it is narrowed. */
export function NarrowingField({ name, chosen = '', options, words, choose }: NarrowingFieldProps): VNode {
  const isListed = chosen === '' || options.some(([value]) => value === chosen);
  return (
    <FormField name={name}>
      <select
        value={chosen}
        class={chosen === '' ? '' : 'set'}
        onChange={(event) => choose(event.currentTarget.value)}
      >
        <option value="">any</option>
        {!isListed && <option value={chosen}>{words?.(chosen) ?? chosen}</option>}
        {options.map(([value, shown]) => (
          <option key={value} value={value}>
            {shown}
          </option>
        ))}
      </select>
    </FormField>
  );
}
