import type { InstructionRecord } from '../../../schemas/record.ts';
import { percent } from '../parts/told-in-words.ts';

/** Why a row has its task label, and how sure that is. */
export function whyLabelled({ from, confidence }: NonNullable<InstructionRecord['label']>): string {
  return from === 'neighbours'
    ? `told by the encoder from the nearest labelled task, right with a chance of ${percent(confidence)}`
    : `read from the words of the instruction, sure to ${percent(confidence)}`;
}

/** The same in a few words, for lists. */
export function whyLabelledBriefly({ from, confidence }: NonNullable<InstructionRecord['label']>): string {
  return `${from === 'neighbours' ? 'from neighbours' : 'from its words'}, ${percent(confidence)}`;
}
