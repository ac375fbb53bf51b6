import { basename } from 'node:path';
import type { ExportReport } from '../../../schemas/curation/export.ts';
import type { TrainerFindings } from '../../../schemas/curation/trainer-layout.ts';
import { counted, grouped } from '../../../schemas/counted.ts';
import { axolotlLines } from './axolotl-yaml.ts';
import type { Output } from './output.ts';
import { printable } from './text.ts';

/** How many fields are named that were not written. */
const NAMED_FIELDS = 8;

interface Wanted {
  readonly out: string;
  readonly atlas?: boolean;
  readonly layout?: string;
  readonly datasetInfo?: boolean;
  readonly axolotl?: boolean;
}

/** Prints what an export wrote, and all that it did not. */
export function printExport(report: ExportReport, output: Output, wanted: Wanted): void {
  const { rows, bytes, dropped, unmarked, without_origin, escaped_cells = 0, trainers } = report;
  const { stand_in_gone = 0, not_taken = 0 } = report;
  const { out, atlas } = wanted;
  output.data(`${counted(rows, 'row')} in ${out}, ${counted(bytes, 'byte')}`);
  if (dropped > 0) output.data(`${counted(dropped, 'row')} left out, as marks say`);
  if (not_taken > 0)
    output.data(
      `${counted(not_taken, 'row')} left out that came after the job whose marks were asked for, which has not taken them`,
    );
  if (stand_in_gone > 0)
    output.data(
      `${counted(stand_in_gone, 'duplicate')} written all the same: what stood for them is no longer stored`,
    );
  printDecisions(report, output);
  if (escaped_cells > 0)
    output.data(`${counted(escaped_cells, 'cell')} with an apostrophe in front, which stays when read again`);
  if (unmarked > 0)
    output.warn(
      `${counted(unmarked, 'row')} in the file came after the jobs whose marks were asked for: they have not looked at these`,
    );
  if (report.replaced !== undefined) printReplaced(report.replaced, output);
  printUnwritten(report, output, wanted);
  if (without_origin > 0) {
    output.warn(
      `${counted(without_origin, 'row')} of no file (written as records, or stored by an early version): written as ` +
        'Alpaca, in no order; pass --layout for another one',
    );
  }
  if (trainers) printTrainers(trainers, output, wanted);
  if (atlas === true) {
    output.note(
      `embedding-atlas ${out} --text text --x projection_x --y projection_y --neighbors __neighbors`,
    );
  }
}

/** Says which values a format could not carry. */
export function printReplaced(
  { numbers, bytes: binary, texts }: NonNullable<ExportReport['replaced']>,
  output: Output,
): void {
  if (numbers > 0)
    output.warn(
      `${counted(numbers, 'value')} NaN or infinite: the format has no such numbers, so they are empty`,
    );
  if (binary > 0) output.warn(`${counted(binary, 'value')} of bytes written as base64: Parquet keeps bytes`);
  if (texts > 0)
    output.warn(`${counted(texts, 'text')} with characters that the format lacks: U+FFFD is in their place`);
}

/** What a layout that is not for trainers has no place for. */
function printUnwritten({ unwritten }: ExportReport, output: Output, { layout = '' }: Wanted): void {
  if (unwritten === undefined || unwritten.records === 0) return;
  const parts = unwritten.parts.map(({ part, records }) => `${part} (${grouped(records)})`);
  output.warn(
    `The layout ${layout} does not write all of ${counted(unwritten.records, 'record')}: ${parts.join(', ')} left out`,
  );
}

/** What people decided about the marks that were taken; nothing where nobody did. */
function printDecisions({ decisions }: ExportReport, output: Output): void {
  if (decisions === undefined || decisions === null) return;
  const { same, different, swap, by_threshold } = decisions;
  const raised = by_threshold === 0 ? '' : `, ${grouped(by_threshold)} taken back by a raised threshold`;
  output.data(
    `decided on duplicates: ${grouped(same)} confirmed, ${grouped(different)} taken back, ` +
      `${grouped(swap)} swapped${raised}`,
  );
}

function printTrainers(trainers: TrainerFindings, output: Output, wanted: Wanted): void {
  const { not_expressible, written_in_part, reasons, chosen_only, omitted_fields, advice } = trainers;
  const { layout = '' } = wanted;
  if (chosen_only > 0)
    output.data(`${counted(chosen_only, 'preference pair')} written as the chosen answer alone`);
  if (not_expressible > 0) {
    const how = written_in_part === 0 ? 'left out' : `${grouped(written_in_part)} of them written in part`;
    output.warn(`${counted(not_expressible, 'record')} cannot be written whole as ${layout}, ${how}`);
    for (const { reason, records, example } of reasons)
      output.warn(`  ${grouped(records)} ${reason}: ${printable(example)}`);
  }
  if (omitted_fields.length > 0) {
    const named = omitted_fields
      .slice(0, NAMED_FIELDS)
      .map(({ field, records }) => `${printable(field)} (${grouped(records)})`);
    const more =
      omitted_fields.length > NAMED_FIELDS ? ` and ${omitted_fields.length - NAMED_FIELDS} more` : '';
    output.note(`Fields not written (--with-metadata writes them): ${named.join(', ')}${more}`);
  }
  printEntries(trainers, output, wanted);
  const asked = { any: true, llama_factory: wanted.datasetInfo, axolotl: wanted.axolotl };
  for (const { trainer, text } of advice) if (asked[trainer] === true) output.note(text);
}

function printEntries({ llama_factory, axolotl }: TrainerFindings, output: Output, wanted: Wanted): void {
  const { out, datasetInfo, axolotl: printed } = wanted;
  if (datasetInfo === true && llama_factory !== null)
    output.data(`${basename(out)} has an entry in dataset_info.json`);
  if (datasetInfo === true && llama_factory === null) output.warn('Nothing was added to dataset_info.json');
  if (printed === true && axolotl === null) output.warn('There is nothing to configure axolotl with');
  if (printed === true && axolotl !== null) for (const line of axolotlLines(out, axolotl)) output.data(line);
}
