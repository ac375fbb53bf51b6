import type { VNode } from 'preact';
import type { LabelSuspect } from '../../../schemas/curation/group-tasks.ts';
import { RowLink } from '../parts/row-link.tsx';
import { percent } from '../parts/told-in-words.ts';

interface SuspectsProps {
  readonly corpus: string;
  readonly suspects: readonly LabelSuspect[];
}

/** Rows whose label most of their neighbours contradict, the surest first. */
export function SuspectTable({ corpus, suspects }: SuspectsProps): VNode {
  if (suspects.length === 0) return <p class="empty">No label is contradicted by its neighbours.</p>;
  return (
    <table class="suspects">
      <thead>
        <tr>
          <th scope="col">Row</th>
          <th scope="col">Its label</th>
          <th scope="col">What its neighbours say</th>
          <th scope="col" class="number">
            So say
          </th>
        </tr>
      </thead>
      <tbody>
        {suspects.map(({ id, instruction, label, suggested_label: suggested, confidence }) => (
          <tr key={id}>
            <th scope="row">
              <RowLink corpus={corpus} id={id} text={instruction} />
            </th>
            <td>
              <code>{label}</code>
            </td>
            <td>
              <code>{suggested}</code>
            </td>
            <td class="number">{percent(confidence)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
