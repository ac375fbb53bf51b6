import type { InstructionRecord } from '../../../schemas/record.ts';
import { comparedValue, fieldValues } from '../rows/field-values.ts';
import type { Numbering } from '../rows/numbering.ts';

/** What belongs to a question beside its text, such as choices or a passage: the value of each field as a number. */
export type TaskParts = ReadonlyMap<string, number>;

const NONE: TaskParts = new Map();
/** Fields that hold the conversation itself, whose question is compared as text. */
const CONVERSATION =
  /(?:^|\.)(?:messages?|conversations?|dialog(?:ue)?s?|chat|turns?|history|prompts?|questions?|instructions?|inputs?|text)$/i;

/** The fields of the metadata of which the names say that they belong to the question. */
export function taskPartsOf(
  { metadata, exact }: Pick<InstructionRecord, 'metadata' | 'exact'>,
  numbering: Numbering,
): TaskParts {
  let parts: Map<string, number> | null = null;
  for (const field of fieldValues(metadata, exact)) {
    const { path, named } = field;
    if (named?.part !== 'task' || CONVERSATION.test(path)) continue;
    parts ??= new Map();
    parts.set(path, numbering.of(comparedValue(field)));
  }
  return parts ?? NONE;
}

/** The fields in which two questions with one text differ. */
export function differingParts(one: TaskParts, other: TaskParts): string[] {
  if (one.size + other.size === 0) return [];
  return [...new Set([...one.keys(), ...other.keys()])].filter((path) => one.get(path) !== other.get(path));
}
