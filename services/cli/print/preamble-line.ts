import type { DeduplicateReport } from '../../../schemas/curation/deduplicate.ts';
import { counted } from '../../../schemas/counted.ts';
import type { Output } from './output.ts';

/** Says what rows begin with that many others begin with; nothing where there is no such beginning. */
export function printPreambles(preambles: DeduplicateReport['preambles'], output: Output): void {
  if (preambles === undefined || preambles.count === 0) return;
  const [rows, begin] = [counted(preambles.rows, 'row'), counted(preambles.count, 'preamble')];
  output.data(`letters compared without what many rows begin with: ${begin} of ${rows}`);
}
