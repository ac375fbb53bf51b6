import type { FacetName } from '../../schemas/api/facets.ts';
import type { InstructionRecord, Json } from '../../schemas/record.ts';
import { languageOf } from './language-of.ts';

/** What stands in a field of a record, by the name that facets, filters and colours have for it; null for nothing. */
export function fieldValueOf(record: InstructionRecord, field: FacetName): Json {
  if (field === 'label' || field === 'kind') return record[field]?.name ?? null;
  if (field === 'source') return record.source;
  if (field === 'language') return languageOf(record);
  if (field === 'file' || field === 'split') return record.origin?.[field] ?? null;
  const key = field.slice('metadata.'.length);
  return Object.hasOwn(record.metadata, key) ? (record.metadata[key] ?? null) : null;
}
