import type {
  AgreementReport,
  BenchmarkManifest,
  Clustering,
  Estimate,
  IebReport,
  KindsReport,
  LabelledReport,
  Retrieval,
  Spread,
} from '../../../schemas/evaluation.ts';
import { counted, grouped } from '../../../schemas/counted.ts';
import type { Output } from './output.ts';
import { oneLine, table } from './text.ts';
import type { Column } from './text.ts';

const DIGITS = 3;
const NAME_WIDTH = 40;
const CONFUSION_WIDTH = 50;

interface Method {
  readonly encoder: string;
  readonly space: string | null;
}

const NAMES: readonly Column[] = [{ title: 'ENCODER' }, { title: 'SPACE' }];
const numeric = (...titles: string[]): Column[] => titles.map((title) => ({ title, align: 'right' }));

const estimate = ({ value, low, high }: Estimate): string =>
  `${value.toFixed(DIGITS)} [${low.toFixed(DIGITS)}, ${high.toFixed(DIGITS)}]`;
const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

function names({ encoder, space }: Method, { glyphs }: Output): string[] {
  return [oneLine(encoder, NAME_WIDTH, glyphs.ellipsis), space ?? '-'];
}

/** A table with one row for each method: mean and standard deviation over the seeds. */
function clusteringLines(
  methods: readonly (Method & { readonly clustering: Clustering })[],
  output: Output,
): string[] {
  const plusMinus = output.glyphs.unicode ? '±' : '+-';
  const spread = ({ mean, deviation }: Spread): string =>
    `${mean.toFixed(DIGITS)} ${plusMinus} ${deviation.toFixed(DIGITS)}`;
  const rows = methods.map((method) => {
    const { adjusted_rand, purity, homogeneity, silhouette } = method.clustering;
    return [...names(method, output), ...[adjusted_rand, purity, homogeneity, silhouette].map(spread)];
  });
  return table([...NAMES, ...numeric('ARI', 'PURITY', 'HOMOGENEITY', 'SILHOUETTE')], rows);
}

function clusteringTitle({ rows, clusters, seeds }: Clustering): string {
  return `Clustering: ${counted(rows, 'row')}, ${counted(clusters, 'cluster')}, mean and deviation over ${seeds} seeds`;
}

/** Two tables: one on clustering, and one on similarity and retrieval. */
export function iebLines(report: IebReport, output: Output): string[] {
  const [first] = report.methods;
  if (first === undefined) return [];
  const rows = report.methods.map((method) => [
    ...names(method, output),
    estimate(method.similarity),
    estimate(method.retrieval.precision_at_1),
    estimate(method.retrieval.recall_at_10),
  ]);
  const text = report.text === 'instruction' ? 'instructions' : 'instructions with their inputs';
  return [
    output.style('bold', `${clusteringTitle(first.clustering)}; ${text}`),
    ...clusteringLines(report.methods, output),
    '',
    output.style(
      'bold',
      `Intention similarity: ${counted(report.pairs, 'pair')}; same-task retrieval: ` +
        `${counted(first.retrieval.queries, 'query', 'queries')}; 95 % intervals`,
    ),
    ...table([...NAMES, ...numeric('IIS SPEARMAN', 'P@1', 'RECALL@10')], rows),
  ];
}

function retrievalTitle({ without, queries }: Retrieval): string {
  const others = without.length === 0 ? 'any other text' : `another ${without.join(' and ')}`;
  return `${others} (${counted(queries, 'query', 'queries')})`;
}

/** Two tables: one on clustering, and one on retrieval with a row for each exclusion. */
export function labelledLines(report: LabelledReport, output: Output): string[] {
  const [first] = report.methods;
  if (first === undefined) return [];
  const rows = report.methods.flatMap((method) =>
    method.retrieval.map((retrieval) => [
      ...names(method, output),
      retrievalTitle(retrieval),
      estimate(retrieval.precision_at_1),
      estimate(retrieval.recall_at_10),
    ]),
  );
  return [
    output.style('bold', clusteringTitle(first.clustering)),
    ...clusteringLines(report.methods, output),
    '',
    output.style(
      'bold',
      `Same-${report.label} retrieval: ${counted(report.labels, 'label')}; 95 % intervals`,
    ),
    ...table([...NAMES, { title: 'NEIGHBOURS WITH' }, ...numeric('P@1', 'RECALL@10')], rows),
  ];
}

/** A table with a row for all queries and for each language or source of each method. */
export function kindsLines(report: KindsReport, output: Output): string[] {
  const rows = report.methods.flatMap((method) =>
    method.retrieval.map(({ name, queries, precision_at_1, precision_at_4 }) => [
      ...names(method, output),
      name === null ? 'all' : oneLine(name, NAME_WIDTH, output.glyphs.ellipsis),
      grouped(queries),
      estimate(precision_at_1),
      estimate(precision_at_4),
    ]),
  );
  const set = `${counted(report.rows, 'row')} of ${counted(report.sources, 'source')}, ${counted(report.kinds, 'kind')}`;
  return [
    output.style('bold', `Work of the same kind in another source: ${set}; 95 % intervals`),
    ...table([...NAMES, { title: report.by.toUpperCase() }, ...numeric('QUERIES', 'P@1', 'P@4')], rows),
    ...toldLines(report, output),
  ];
}

/** A table of how right the kinds are that records get; nothing when no encoder tells kinds. */
function toldLines(report: KindsReport, output: Output): string[] {
  const rows = report.methods.flatMap((method) =>
    (method.told ?? []).map(({ name, rows: count, right, confidence, calibration_error }) => [
      ...names(method, output),
      name === null ? 'all' : oneLine(name, NAME_WIDTH, output.glyphs.ellipsis),
      grouped(count),
      estimate(right),
      confidence.toFixed(DIGITS),
      calibration_error.toFixed(DIGITS),
    ]),
  );
  if (rows.length === 0) return [];
  const columns = numeric('ROWS', 'RIGHT', 'CONFIDENCE', 'CALIBRATION ERROR');
  return [
    '',
    output.style('bold', 'The kinds that the encoder tells: how many are right; 95 % intervals'),
    ...table([...NAMES, { title: report.by.toUpperCase() }, ...columns], rows),
  ];
}

export function manifestLines({ train, test, pairs, dropped }: BenchmarkManifest): string[] {
  const part = ({ categories, rows }: { categories: number; rows: number }): string[] => [
    grouped(categories),
    grouped(rows),
  ];
  const total = pairs.positive + pairs.negative;
  return [
    ...table(
      [{ title: 'PART' }, ...numeric('CATEGORIES', 'ROWS')],
      [
        ['eft_train.json', ...part(train)],
        ['eft_test.json', ...part(test)],
        ['dropped: rare', ...part(dropped.rare)],
        ['dropped: no task found', '', grouped(dropped.unlabelled)],
        ['dropped: repeated', '', grouped(dropped.repeated)],
        ['dropped: unreadable', '', grouped(dropped.rejected)],
      ],
    ),
    `${counted(total, 'pair')} in intention_similarity_test.json: ${grouped(pairs.positive)} of one task, ` +
      `${grouped(pairs.hard)} with the same verb or noun, ${counted(pairs.negative - pairs.hard, 'other')}`,
  ];
}

export function agreementLines(report: AgreementReport, output: Output): string[] {
  const lines = table(
    [{ title: 'FILE' }, ...numeric('ROWS', 'EXACT', 'VERB', 'NOUN', 'ARI', 'HOMOGENEITY')],
    [
      [
        report.file,
        grouped(report.rows),
        ...[report.exact, report.verb, report.noun].map(percent),
        ...[report.adjusted_rand, report.homogeneity].map((value) => value.toFixed(DIGITS)),
      ],
    ],
  );
  if (report.confusions.length === 0) return lines;
  const shorten = (name: string): string => oneLine(name, CONFUSION_WIDTH, output.glyphs.ellipsis);
  const rows = report.confusions.map(({ expected, found, rows: count }) => [
    grouped(count),
    shorten(expected),
    shorten(found ?? 'no task'),
  ]);
  return [...lines, '', ...table([...numeric('ROWS'), { title: 'THE FILE SAYS' }, { title: 'FOUND' }], rows)];
}
