import type { VNode } from 'preact';
import type { ExampleRow } from '../../../schemas/curation/same-task.ts';
import { RowLink } from '../parts/row-link.tsx';

interface ExamplesProps {
  readonly title: string;
  readonly corpus: string;
  readonly rows: readonly ExampleRow[];
}

/** A few rows as examples, each with the way to all of it. */
export function ExampleList({ title, corpus, rows }: ExamplesProps): VNode {
  return (
    <section>
      <h3>{title}</h3>
      {rows.length === 0 && <p class="soft">None.</p>}
      <ul class="examples">
        {rows.map(({ id, text }) => (
          <li key={id}>
            <RowLink corpus={corpus} id={id} text={text} />
          </li>
        ))}
      </ul>
    </section>
  );
}
