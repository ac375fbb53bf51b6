/**
 * Labels training rows with the product's own labeller: JSON objects with an `instruction`, one a line, on standard
 * input; the same objects with `label` (`verb|noun`, or null) and `confidence` (0 to 1) on standard output.
 *
 *   node --import tsx infra/training/label-rows.ts < rows.jsonl > labelled.jsonl
 */
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { createTaskLabeller } from '../../services/labels/task-labeller.ts';

const Row = z.looseObject({ instruction: z.string() });

const labeller = createTaskLabeller();
for await (const line of createInterface({ input: process.stdin })) {
  const row = Row.parse(JSON.parse(line));
  const label = labeller.label(row.instruction);
  process.stdout.write(
    `${JSON.stringify({ ...row, label: label?.name ?? null, confidence: label?.confidence ?? 0 })}\n`,
  );
}
