import { KindredError } from '../../../schemas/errors.ts';
import type { InstructionRecord, Json } from '../../../schemas/record.ts';
import type { SelectOperation } from '../../../schemas/curation/select.ts';
import { numberOf } from '../rows/quality.ts';

/** What a selection needs to know of each record besides its vector. */
export interface Attributes {
  /** The task label of each record; null where it has none. */
  readonly tasks: (string | null)[];
  /** The value of each record in the field that quotas go by; empty without quotas. */
  readonly groups: (string | null)[];
  /** The number of each record in the field `quality_key`; empty when no such field was named. */
  readonly qualities: (number | null)[];
}

/** How many fields an error names at most. */
const LISTED_FIELDS = 12;

function asText(value: Json | undefined): string | null {
  if (value === undefined || value === null || value === '') return null;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** The value of a record in the field that quotas go by; null when it has none. */
function groupOf({ label, source, metadata }: InstructionRecord, by: string): string | null {
  if (by === 'task') return label?.name ?? null;
  if (by === 'source') return source;
  if (by === 'language') return asText(metadata['language'] ?? metadata['lang']);
  return Object.hasOwn(metadata, by) ? asText(metadata[by]) : null;
}

/** Collects the attributes of records that are read one by one. */
export class AttributeReader {
  readonly attributes: Attributes = { tasks: [], groups: [], qualities: [] };
  readonly #fields = new Set<string>();
  readonly #operation: Pick<SelectOperation, 'quality_key' | 'quotas'>;

  constructor(operation: Pick<SelectOperation, 'quality_key' | 'quotas'>) {
    this.#operation = operation;
  }

  readonly read = (record: InstructionRecord): void => {
    const { tasks, groups, qualities } = this.attributes;
    const { quality_key: key, quotas } = this.#operation;
    tasks.push(record.label?.name ?? null);
    if (quotas !== undefined) groups.push(groupOf(record, quotas.by));
    if (key !== undefined) {
      qualities.push(Object.hasOwn(record.metadata, key) ? numberOf(record.metadata[key]) : null);
    }
    if (this.#fields.size < LISTED_FIELDS)
      for (const name of Object.keys(record.metadata)) this.#fields.add(name);
  };

  /** @throws KindredError `invalid_request` when a field that was named has no value in any record */
  assertFound(): void {
    const { quality_key: key, quotas } = this.#operation;
    const { groups, qualities } = this.attributes;
    if (key !== undefined && qualities.every((value) => value === null)) {
      throw this.#missing('a number in the field', key, 'quality_key');
    }
    if (quotas !== undefined && groups.every((value) => value === null)) {
      throw this.#missing('a value of', quotas.by, 'quotas.by');
    }
  }

  #missing(what: string, name: string, field: string): KindredError {
    const listed = [...this.#fields].slice(0, LISTED_FIELDS).join(', ');
    const has = listed === '' ? 'Records have no metadata.' : `Records have the fields ${listed}.`;
    return new KindredError('invalid_request', `No record has ${what} \`${name}\`. ${has}`, { field });
  }
}
