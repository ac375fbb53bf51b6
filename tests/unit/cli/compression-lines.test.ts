import { expect, it } from 'vitest';
import type { CompressReport } from '../../../schemas/curation/compress.ts';
import { printCompression } from '../../../services/cli/commands/compress.ts';
import { keptOutput } from './fake-output.ts';

it.each([
  ['chosen', 'kindred estimate chosen/predictor.json FILE'],
  [undefined, 'kindred estimate DIR/predictor.json FILE'],
])('names the file of the predictor where the results were put, %s', (out, command) => {
  const report: CompressReport = {
    ...{
      kind: 'compress',
      marks_corpus: 'bench',
      corpora: ['bench'],
      rows: 10,
      method: 'disagreement',
      space: 'task',
    },
    ...{ seed: 42, representatives: 2, least_weight: 5, greatest_weight: 5, checks: [] },
    predictor: { models: 20, unfinished: 0, error: 0.01, inside: 0.95 },
  };
  const { output, stderr } = keptOutput();
  printCompression(report, output, out);
  expect(stderr.text).toContain(command);
});
