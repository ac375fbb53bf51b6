import { v5 as uuidv5 } from 'uuid';
import type { RowOrigin } from '../../schemas/layout.ts';
import type { InstructionContent, InstructionRecord, Json, TaskLabel } from '../../schemas/record.ts';
import { embeddingText, textHash } from './embedding-text.ts';

/** The namespace of the ids of all corpora. A change of it gives every record a new id. */
const KINDRED_NAMESPACE = '5b1c3f0a-8f57-4f0e-9d0b-3c2f6d4a7e19';

/** What a row says, as a record of `corpus`. Equal content in the same corpus has the same id, so it merges. */
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

/**
 * UUIDv5 (RFC 9562) of the corpus and of every field of the content, so that only rows alike in everything share an
 * id. The order of keys does not matter.
 */
export function recordId(content: InstructionContent, corpus: string): string {
  const { instruction, input, output, system, history, source, user_id, metadata } = content;
  const named = { instruction, input, output, system, history, source, user_id, metadata };
  return uuidv5(Buffer.from(canonicalJson(named), 'utf8'), uuidv5(corpus, KINDRED_NAMESPACE));
}

/** JSON with the keys of every object in the order of their UTF-16 code units. */
export function canonicalJson(value: Json): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const members = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key] ?? null)}`);
  return `{${members.join(',')}}`;
}
