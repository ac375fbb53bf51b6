import type { Json } from '../../../schemas/record.ts';
import type { Row } from '../row.ts';

/** The names of the verdict on an answer in rows for KTO. Under `label` may also be something else. */
const VERDICT_NAMES = ['kto_tag', 'kto_label', 'desirable', 'label'] as const;
const BAD = /^\s*(?:false|bad|undesirable)\s*$/i;

/**
 * Whether a row says that its answer is undesirable, as rows for KTO do. A row with a rejected answer is a pair, whose label
 * says something else.
 */
export function isMarkedBad(row: Row): boolean {
  return VERDICT_NAMES.some((name) => {
    const verdict = row[name] ?? null;
    if (verdict === null) return false;
    if (name === 'label' && ((row['rejected'] ?? null) !== null || isRepeated(row, verdict))) return false;
    if (verdict === false || (typeof verdict === 'string' && BAD.test(verdict))) return true;
    // A label of 0 may name a class or a choice, but not beside a completion: that is a row for KTO.
    return isZero(verdict) && (name !== 'label' || (row['completion'] ?? null) !== null);
  });
}

/** Whether a label says what another field says as well: then it is the answer and no verdict on it. */
function isRepeated(row: Row, label: Json): boolean {
  return Object.entries(row).some(([name, value]) => name !== 'label' && value !== null && value === label);
}

function isZero(verdict: Json): boolean {
  return verdict === 0 || verdict === '0' || verdict === '0.0';
}
