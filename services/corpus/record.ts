import { v5 as uuidv5 } from 'uuid';
import type { RowOrigin } from '../../schemas/layout.ts';
import type {
  InstructionContent,
  InstructionRecord,
  Json,
  KindLabel,
  TaskLabel,
} from '../../schemas/record.ts';
import { embeddingText, textHash } from './embedding-text.ts';

/** The UUIDv5 namespace of the ids of all corpora. If it changed, every record would get a new id. */
const KINDRED_NAMESPACE = '5b1c3f0a-8f57-4f0e-9d0b-3c2f6d4a7e19';

/** Makes a record of `corpus` from the content of a row. Equal rows of a corpus get the same id, so they become one record. */
export function toRecord(
  content: InstructionContent,
  corpus: string,
  label: TaskLabel | null,
  origin?: RowOrigin,
): InstructionRecord {
  return {
    ...content,
    id: recordId(content, corpus),
    corpus,
    text_hash: textHash(embeddingText(content)),
    label,
    ...(origin && { origin }),
  };
}

/** The record with this kind of work, whichever it had before; null: with none. */
export function withKind(record: InstructionRecord, kind: KindLabel | null): InstructionRecord {
  const bare = { ...record };
  delete bare.kind;
  return kind === null ? bare : { ...bare, kind };
}

/** The record with this label, when it has none of its own: what its words say, no encoder changes. null: with none then. */
export function withToldLabel(record: InstructionRecord, told: TaskLabel | null): InstructionRecord {
  return needsLabel(record) ? { ...record, label: told } : record;
}

/** Whether an encoder may tell the label: the record has none, or one that an encoder told. */
export function needsLabel({ label }: InstructionRecord): boolean {
  return label === null || label.from !== undefined;
}

/**
 * The id of a record: the UUIDv5 (RFC 9562) of its corpus and of every field of its content. Two rows of a corpus share it
 * only when all of their fields are equal. The order of keys does not matter.
 */
export function recordId(content: InstructionContent, corpus: string): string {
  const { instruction, input, output, system, history, source, user_id, metadata, exact } = content;
  const named = {
    instruction,
    input,
    output,
    system,
    history,
    source,
    user_id,
    metadata,
    ...(exact && { exact }),
  };
  return uuidv5(Buffer.from(canonicalJson(named), 'utf8'), namespaceOf(corpus));
}

/** The corpus that was asked for last, since the rows of a file are all of one, with the namespace of its ids. */
let lastCorpus = '';
let lastNamespace: Uint8Array = uuidv5(lastCorpus, KINDRED_NAMESPACE, new Uint8Array(16));

function namespaceOf(corpus: string): Uint8Array {
  if (corpus !== lastCorpus) {
    lastNamespace = uuidv5(corpus, KINDRED_NAMESPACE, new Uint8Array(16));
    lastCorpus = corpus;
  }
  return lastNamespace;
}

/** The JSON text of a value in which the keys of every object are sorted by their UTF-16 code units. */
export function canonicalJson(value: Json): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const members = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key] ?? null)}`);
  return `{${members.join(',')}}`;
}
