import { TASKS_BY } from '../../../schemas/curation/same-task.ts';
import type { QuotaReport } from '../../../schemas/curation/quotas.ts';
import type { SelectReport } from '../../../schemas/curation/select.ts';
import { counted, grouped } from '../../../schemas/counted.ts';
import type { Output } from './output.ts';
import { bar, oneLine } from './text.ts';

const BAR_WIDTH = 24;
const SHOWN_UNFILLED = 5;
const NAME_WIDTH = 40;

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

/** The lines on a selection: what it took, and how its coverage compares with that of as many random rows. */
export function selectionLines(report: SelectReport, output: Output): string[] {
  const { rows, selected, budget, method, space, covered, random, tasks, target } = report;
  const taskShare = (count: number): number => (tasks === 0 ? 0 : count / tasks);
  const gauge = (share: number): string => bar(share, BAR_WIDTH, output.glyphs.bar);
  const what = target === null ? 'coverage' : `coverage of ${target.corpus}`;
  const { vector_field: field } = report.manifest.operation;
  const where = field === undefined ? `in the space ${space}` : `by the vectors in the field ${field}`;
  const named = TASKS_BY[report.by ?? 'label'];
  const width = Math.max(what.length, named.length);
  return [
    `${grouped(selected)} of ${counted(rows, 'row')} by ${method.replaceAll('_', ' ')}, ${where}`,
    ...(report.initial > 0
      ? [
          `${counted(report.initial, 'row')} of the initial set ${report.initial === 1 ? 'stays' : 'stay'} too: the marks keep ${grouped(selected + report.initial)}`,
        ]
      : []),
    ...(selected < budget
      ? [`${grouped(budget - selected)} fewer than asked for: no others may be taken`]
      : []),
    `${what.padEnd(width)}  ${gauge(covered.coverage)}  ${percent(covered.coverage)}, random rows ${percent(random.coverage)}`,
    `${named.padEnd(width)}  ${gauge(taskShare(covered.tasks))}  ${grouped(covered.tasks)} of ${grouped(tasks)}, random rows ${grouped(random.tasks)}`,
    ...kneeLines(report),
    ...qualityLines(report),
    ...(report.quotas === null ? [] : quotaLines(report.quotas, output)),
    ...vanishingLines(report, output),
    ...(report.ignored_ids > 0 ? [`${counted(report.ignored_ids, 'id')} named that the corpus has not`] : []),
  ];
}

const SHOWN_VANISHING = 5;
/** The methods with which quotas are refused. */
const KEEPS_NO_QUOTAS: readonly SelectReport['method'][] = ['k_means', 'round_robin'];

/** What a curator would miss only later: a language or source of which hardly a row is left. */
function vanishingLines({ vanishing = [], method }: SelectReport, { glyphs }: Output): string[] {
  const shown = vanishing.slice(0, SHOWN_VANISHING).map(({ field, value, rows, selected, expected }) => {
    const name = oneLine(value, NAME_WIDTH, glyphs.ellipsis);
    const kept = `${grouped(selected)} of ${counted(rows, 'row')} stay, ${grouped(Math.round(expected))} would be their share`;
    const way = KEEPS_NO_QUOTAS.includes(method)
      ? ''
      : `; --quota-by ${field} --quota-power 1 keeps their share`;
    return `nearly gone: ${field} ${name}, ${kept}${way}`;
  });
  const more = vanishing.length - shown.length;
  return more > 0 ? [...shown, `and ${grouped(more)} more, in the report`] : shown;
}

function kneeLines({ knee, enough, selected, covered }: SelectReport): string[] {
  const lines: string[] = [];
  if (knee !== null && knee.budget < selected) {
    lines.push(
      `knee: the first ${counted(knee.budget, 'row covers', 'rows cover')} ${percent(knee.coverage)}`,
    );
  }
  const keeps = enough.filter(({ budget, share }) => budget < selected && share >= 0.9);
  if (keeps.length > 0 && covered.coverage > 0) {
    const parts = keeps.map(({ share, budget }) => `${grouped(budget)} keep ${Math.round(share * 100)} %`);
    lines.push(`of this coverage ${parts.join(', ')}`);
  }
  return lines;
}

function qualityLines({ quality }: SelectReport): string[] {
  if (quality === null) return [];
  const { key, missing, mean, mean_selected: chosen } = quality;
  const short = (value: number | null): string =>
    value === null ? '-' : String(Number(value.toPrecision(4)));
  const lacking = missing > 0 ? `; ${counted(missing, 'row')} without one count as the lowest` : '';
  return [`mean ${key} ${short(chosen)}, ${short(mean)} in the corpus${lacking}`];
}

function quotaLines(
  { by, groups, unfilled, unfilled_groups: count, without_group: without }: QuotaReport,
  { glyphs }: Output,
): string[] {
  const head = `quotas by ${by}: ${counted(groups, 'group')}, ${count === 0 ? 'all filled' : `${grouped(count)} not filled`}`;
  const shown = unfilled.slice(0, SHOWN_UNFILLED).map(({ group, selected, minimum, wanted }) => {
    const name = group === null ? '(none)' : oneLine(group, NAME_WIDTH, glyphs.ellipsis);
    return `  ${name}: ${grouped(selected)} of ${grouped(Math.max(minimum, Math.round(wanted ?? 0)))}`;
  });
  return [
    head,
    ...(without === undefined || without.rows === 0
      ? []
      : [
          `  ${counted(without.rows, 'row')} without one are in no group: ${grouped(without.selected)} taken`,
        ]),
    ...shown,
    ...(count > shown.length ? [`  and ${grouped(count - shown.length)} more`] : []),
  ];
}
