import type { Command } from 'commander';
import type { OutsideModels } from '../../../schemas/curation/score-predictor.ts';
import { counted } from '../../../schemas/counted.ts';
import type { CommandContext } from '../command.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { oneLine, table } from '../print/text.ts';
import type { Start } from '../start.ts';

const NAME_WIDTH = 60;
const OUTSIDE: Readonly<Record<OutsideModels, string>> = {
  above: 'scores above every model that the predictor has seen',
  below: 'scores below every model that the predictor has seen',
  misfit: 'is right where other models are wrong, and wrong where they are right',
};

export function register(command: Command, start: Start): void {
  const [predictor, files] = command.registeredArguments;
  if (predictor !== undefined)
    predictor.description = 'predictor.json of "kindred compress --method disagreement"';
  if (files !== undefined) {
    files.description =
      'results on the chosen rows: logged samples, rows, or a JSON object of scores by id; or MODEL=FILE';
  }
  command.action(start(estimate));
}

/** Tells the scores of models on a whole benchmark from their results on the rows that a compression chose. */
async function estimate(
  { output }: CommandContext,
  predictor: string,
  files: readonly string[],
): Promise<ExitCode> {
  const { estimateFromFiles } = await import('../../offline-tools.ts');
  const found = await estimateFromFiles(predictor, files);
  if (output.json) output.value({ estimates: found });
  else {
    const columns = [
      { title: 'MODEL' },
      { title: 'ESTIMATE', align: 'right' as const },
      { title: '95 %', align: 'right' as const },
      { title: 'ROWS', align: 'right' as const },
    ];
    const rows = found.map((one) => [
      oneLine(one.name, NAME_WIDTH, output.glyphs.ellipsis),
      one.estimate.toFixed(3),
      `± ${one.margin.toFixed(3)}`,
      String(one.scored),
    ]);
    for (const line of table(columns, rows)) output.data(line);
  }
  for (const { name, scored, items, outside } of found) {
    if (scored < items) output.warn(`${name} has results of ${scored} of ${counted(items, 'chosen row')}.`);
    if (outside !== null) {
      output.warn(`${name} ${OUTSIDE[outside]}: its interval rests on the draw of the rows alone.`);
    }
  }
  return EXIT.ok;
}
