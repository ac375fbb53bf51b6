import type { VNode } from 'preact';
import { writeAddress } from '../shell/address.ts';

interface RowLinkProps {
  readonly corpus: string;
  readonly id: string;
  /** The beginning of the row. */
  readonly text: string;
}

/** The beginning of a row, with the way to all of it. */
export function RowLink({ corpus, id, text }: RowLinkProps): VNode {
  return (
    <a class="row-link" href={writeAddress({ view: 'rows', told: { corpus, row: id } })}>
      {text}
    </a>
  );
}
