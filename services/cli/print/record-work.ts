import type { InstructionRecord, KindLabel, TaskLabel } from '../../../schemas/record.ts';

/** What a record asks for, on one line: its label, and the kind of work where there is one. */
export function workOf({ label, kind }: Pick<InstructionRecord, 'label' | 'kind'>): string {
  const named = label === null ? 'no label' : labelText(label);
  return kind === undefined ? named : `${named}  ${chanceText(kind)}`;
}

/** A label with its chance, as a kind has it, when the encoder told it; without when the words of the instruction say it. */
function labelText(label: TaskLabel): string {
  return label.from === undefined ? label.name : chanceText(label);
}

function chanceText({ name, confidence }: KindLabel): string {
  return `${name} (${confidence.toFixed(2)})`;
}
