import { KindredError } from '../../../schemas/errors.ts';
import type { InstructionRecord, Json } from '../../../schemas/record.ts';
import type { SelectOperation } from '../../../schemas/curation/select.ts';
import { numberOf } from '../rows/quality.ts';
import { languageOf } from '../../labels/language-of.ts';
import { openingOf } from '../rows/opening.ts';
import { sureKind } from '../rows/sure-kind.ts';

/** What a selection needs to know of each record besides its vector; null where a record does not have it. */
export interface Attributes {
  readonly labels: (string | null)[];
  readonly kinds: (string | null)[];
  /** The kinds that `sureKind` tells. */
  readonly sureKinds: (string | null)[];
  /** What `openingOf` gives of each record; empty when nothing goes by group. */
  readonly openings: string[];
  readonly sources: (string | null)[];
  readonly languages: (string | null)[];
  /** The value of each record in the metadata field that quotas go by; empty when they go by none. */
  readonly values: (string | null)[];
  /** The number of each record in the field `quality_key`; empty when no such field was named. */
  readonly qualities: (number | null)[];
}

/** What quotas may go by that is no field of the metadata, unless it is named `metadata.NAME`. */
const OWN = new Set(['task', 'label', 'kind', 'group', 'source', 'language']);
/** How many fields an error names at most. */
const LISTED_FIELDS = 12;

function asText(value: Json | undefined): string | null {
  if (value === undefined || value === null || value === '') return null;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** The metadata field that quotas go by; null when they go by something else. */
function fieldOf({ quotas }: Pick<SelectOperation, 'quotas'>): string | null {
  if (quotas === undefined || OWN.has(quotas.by)) return null;
  return quotas.by.replace(/^metadata\./, '');
}

/** Whether tasks or quotas are those of groups. */
export function goesByGroup({ by, quotas }: Pick<SelectOperation, 'by' | 'quotas'>): boolean {
  return by === 'group' || quotas?.by === 'group';
}

/** Collects the attributes of records that are read one by one. */
export class AttributeReader {
  readonly attributes: Attributes = {
    labels: [],
    kinds: [],
    sureKinds: [],
    openings: [],
    sources: [],
    languages: [],
    values: [],
    qualities: [],
  };
  readonly #names = new Set<string>();
  readonly #key: string | undefined;
  readonly #field: string | null;
  readonly #byGroup: boolean;

  constructor(operation: Pick<SelectOperation, 'by' | 'quality_key' | 'quotas'>) {
    this.#byGroup = goesByGroup(operation);
    this.#key = operation.quality_key;
    this.#field = fieldOf(operation);
  }

  readonly read = (record: InstructionRecord): void => {
    const { labels, kinds, sureKinds, openings, sources, languages, values, qualities } = this.attributes;
    const { metadata } = record;
    labels.push(record.label?.name ?? null);
    kinds.push(record.kind?.name ?? null);
    sureKinds.push(sureKind(record));
    if (this.#byGroup) openings.push(openingOf(record.instruction));
    sources.push(record.source);
    languages.push(languageOf(record));
    const has = (name: string): boolean => Object.hasOwn(metadata, name);
    if (this.#field !== null) values.push(has(this.#field) ? asText(metadata[this.#field]) : null);
    if (this.#key !== undefined) qualities.push(has(this.#key) ? numberOf(metadata[this.#key]) : null);
    if (this.#names.size < LISTED_FIELDS) for (const name of Object.keys(metadata)) this.#names.add(name);
  };

  /** @throws KindredError `invalid_request` when no record has a number in the field `quality_key` */
  assertQuality(): void {
    if (this.#key === undefined || this.attributes.qualities.some((value) => value !== null)) return;
    throw this.#missing('a number in the field', this.#key, 'quality_key');
  }

  /** @throws KindredError `invalid_request` when no record has what quotas go by */
  assertGroups(groups: readonly (string | null)[], by: string): void {
    if (groups.every((value) => value === null)) throw this.#missing('a value of', by, 'quotas.by');
  }

  #missing(what: string, name: string, field: string): KindredError {
    const listed = [...this.#names].slice(0, LISTED_FIELDS).join(', ');
    const has = listed === '' ? 'Records have no metadata.' : `Records have the fields ${listed}.`;
    return new KindredError('invalid_request', `No record has ${what} \`${name}\`. ${has}`, { field });
  }
}
