import type { ComponentChildren, VNode } from 'preact';
import { useId } from 'preact/hooks';

interface RadioChoicesProps<T extends string> {
  readonly name: string;
  readonly options: readonly (readonly [value: T, shown: string])[];
  readonly chosen: T;
  readonly choose: (value: T) => void;
}

/** A few choices side by side, of which one holds. They are radio buttons, so the arrow keys move among them. */
export function RadioChoices<T extends string>({
  name,
  options,
  chosen,
  choose,
}: RadioChoicesProps<T>): VNode {
  const group = useId();
  return (
    <div class="choices" role="radiogroup" aria-label={name}>
      {options.map(([value, shown]) => (
        <label key={value} class={value === chosen ? 'chosen' : ''}>
          <input
            type="radio"
            name={group}
            value={value}
            checked={value === chosen}
            onChange={() => choose(value)}
          />
          {shown}
        </label>
      ))}
    </div>
  );
}

/** A name above the field that it belongs to. */
export function FormField({
  name,
  children,
}: {
  readonly name: string;
  readonly children: ComponentChildren;
}): VNode {
  return (
    <label class="field">
      <span>{name}</span>
      {children}
    </label>
  );
}
