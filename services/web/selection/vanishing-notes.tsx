import type { VNode } from 'preact';
import type { SelectReport } from '../../../schemas/curation/select.ts';
import { counted, grouped } from '../../../schemas/counted.ts';

/** Languages and sources that a selection nearly leaves out, and the way to keep them. */
export function VanishingNotes({
  report: { vanishing = [] },
}: {
  readonly report: SelectReport;
}): VNode | null {
  if (vanishing.length === 0) return null;
  return (
    <section class="note" aria-labelledby="vanishing">
      <h2 id="vanishing">
        {vanishing.length === 1 ? 'One part nearly vanishes' : `${vanishing.length} parts nearly vanish`}
      </h2>
      <ul class="vanishing">
        {vanishing.map(({ field, value, rows, selected, expected }) => (
          <li key={`${field} ${value}`}>
            {field} <b>{value}</b>: {grouped(selected)} of {counted(rows, 'row')}, where{' '}
            {expected < 1 ? expected.toFixed(1) : grouped(Math.round(expected))} would be its share
          </li>
        ))}
      </ul>
      <p class="soft">A selection with more even shares of sources or languages keeps them.</p>
    </section>
  );
}
