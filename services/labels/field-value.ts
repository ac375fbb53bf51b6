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
  const holder = Object.hasOwn(record.metadata, key) ? record.metadata : innerMetadata(record);
  return Object.hasOwn(holder, key) ? (holder[key] ?? null) : null;
}

/**
 * The fields of the metadata by which records are selected. Rows of LangSmith and others have an object `metadata` of their own,
 * whose fields count as well, except where the row has a field of that name itself.
 */
export function metadataFields(record: InstructionRecord): [string, Json][] {
  const inner = Object.entries(innerMetadata(record));
  const own = Object.entries(record.metadata);
  return [...own, ...inner.filter(([name]) => !Object.hasOwn(record.metadata, name))];
}

function innerMetadata({ metadata: { metadata } }: InstructionRecord): Readonly<Record<string, Json>> {
  return typeof metadata === 'object' && metadata !== null && !Array.isArray(metadata) ? metadata : {};
}
