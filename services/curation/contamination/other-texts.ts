import type { InstructionRecord, Json } from '../../../schemas/record.ts';

/** A text of a training row beside its instruction and input, and the name of its field. */
export interface OtherText {
  readonly field: string;
  readonly text: string;
}

/** The answer, the system prompt, the earlier turns and all texts of the metadata of a row, each text once. */
export function* otherTexts({
  instruction,
  input,
  output,
  system,
  history,
  metadata,
}: InstructionRecord): Generator<OtherText> {
  const seen = new Set([instruction, input, '']);
  const named = (function* (): Generator<OtherText> {
    yield { field: 'output', text: output };
    yield { field: 'system', text: system };
    for (const [turn, { content }] of history.entries()) yield { field: `history[${turn}]`, text: content };
    yield* textsIn(metadata, '');
  })();
  for (const one of named) {
    if (seen.has(one.text)) continue;
    seen.add(one.text);
    yield one;
  }
}

function* textsIn(value: Json, field: string): Generator<OtherText> {
  if (typeof value === 'string') yield { field, text: value };
  else if (Array.isArray(value)) {
    for (const [place, one] of value.entries()) yield* textsIn(one, `${field}[${place}]`);
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, one] of Object.entries(value))
      yield* textsIn(one, field === '' ? name : `${field}.${name}`);
  }
}
