/**
 * Whether demonstrations do the kind of work that was asked for, on rows labelled by reading: every row asks for four, the rows of
 * its own source left out. For each strategy P@1 and P@4 (a demonstration that was not given counts as wrong), how many got fewer
 * than four and none, and the variety of those given. Then how often the chance to fit comes true, and, of texts to which no
 * demonstration fits, how many got none.
 *
 *   node --import tsx tests/bench/fit.ts kinds.jsonl [--nofit nofit.jsonl] [--strategies fit,balanced] [--min-p4 0.58] [--min-abstained 0.9] [--max-abstained 0.1]
 *
 * With a limit it ends with 1 when the default strategy does not keep it.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { DemonstrationsRequest, Strategy } from '../../schemas/api/demonstrations.ts';
import { type DemonstrationsResponse } from '../../schemas/api/found-demonstrations.ts';
import { compose } from '../../services/compose.ts';
import { readConfig } from '../../services/config.ts';
import { doRightKind, rightKinds } from '../../services/evaluation/right-kinds.ts';
import { lettersOf } from '../../services/labels/language-of.ts';
import { findDemonstrations } from '../../services/retrieval/demonstrations.ts';
import { startWorkers } from '../../workers/main.ts';
import { ingestThroughQueue } from './support/queued-ingestion.ts';

const K = 4;
interface KindRow {
  readonly id: string;
  readonly instruction: string;
  readonly input?: string;
  readonly source: string;
  readonly lang: string;
  readonly kind: string;
  readonly also?: readonly string[];
}

const { values, positionals } = parseArgs({
  options: {
    nofit: { type: 'string' },
    strategies: { type: 'string', default: Strategy.options.join(',') },
    'min-p4': { type: 'string' },
    'min-abstained': { type: 'string' },
    'max-abstained': { type: 'string' },
  },
  allowPositionals: true,
});
const path = positionals[0];
if (path === undefined) throw new Error('usage: node --import tsx tests/bench/fit.ts kinds.jsonl [options]');
const rows = await readLines<KindRow>(path);
const kindsOf = new Map(rows.map(({ id, kind, also = [] }) => [id, rightKinds({ kind, also })]));
const queries = rows.filter((row) =>
  rows.some((other) => other.source !== row.source && isRight(row.id, other.id)),
);
const failed: string[] = [];
const data = await mkdtemp(join(tmpdir(), 'kindred-fit-'));
const kindred = await compose(readConfig({ ...process.env, KINDRED_DATA: data }), (error) =>
  console.error(error),
);
try {
  await ingest(resolve(path));
  console.log(
    `${rows.length} rows, ${queries.length} of them with a row of another source that fits; k ${K}`,
  );
  for (const strategy of values.strategies.split(',')) await tellStrategy(Strategy.parse(strategy));
  await tellReliability();
  if (values.nofit !== undefined) await tellNoFit(values.nofit);
} finally {
  await kindred.close();
  await rm(data, { recursive: true, force: true });
}
if (failed.length > 0) {
  console.error(failed.join('\n'));
  process.exitCode = 1;
}

async function tellStrategy(strategy: Strategy): Promise<void> {
  const answers = await ask({ strategy });
  const right = answers.map(rightOnes);
  const p4 = mean(right.map((found) => sum(found) / K));
  const abstained = mean(answers.map(({ answer }) => Number(answer.abstained)));
  const inOther = answers.flatMap(({ row, answer }) =>
    answer.demonstrations.map(({ record }) => lettersOf(record.instruction) !== lettersOf(row.instruction)),
  );
  const given = answers.flatMap(({ answer }) => answer.demonstrations.filter(({ rank }) => rank > 1));
  console.log(
    [
      strategy.padEnd(9),
      `P@1 ${mean(right.map(([first]) => first ?? 0)).toFixed(3)}`,
      `P@4 ${p4.toFixed(3)}`,
      `of those given ${(sum(right.flat()) / right.flat().length).toFixed(3)}`,
      `fewer than four ${answers.filter(({ answer }) => answer.demonstrations.length < K).length}`,
      `none ${abstained.toFixed(3)}`,
      `redundancy ${mean(given.map(({ scores }) => scores.redundancy)).toFixed(3)}`,
      `coverage ${mean(given.map(({ scores }) => scores.coverage)).toFixed(3)}`,
      `in other letters ${mean(inOther.map(Number)).toFixed(3)}`,
      ...languages().map((lang) => {
        const own = right.filter((_, at) => answers[at]?.row.lang === lang);
        return `${lang} ${mean(own.map((found) => sum(found) / K)).toFixed(3)}`;
      }),
    ].join('  '),
  );
  if (strategy !== 'balanced') return;
  hold('P@4', p4, 'at least', values['min-p4']);
  hold('queries without a demonstration', abstained, 'at most', values['max-abstained']);
}

async function tellReliability(): Promise<void> {
  const answers = await ask({ strategy: 'fit', min_fit: 0 });
  const all = answers.flatMap(({ row, answer }) =>
    answer.demonstrations.map(({ record, scores }) => ({
      chance: scores.fit ?? 0,
      isRight: isRight(row.id, record.user_id ?? ''),
    })),
  );
  const tenths = Array.from({ length: 10 }, (_, tenth) => {
    const own = all.filter(({ chance }) => Math.min(9, Math.floor(chance * 10)) === tenth);
    const share = mean(own.map((one) => Number(one.isRight)));
    return own.length === 0 ? [] : [`${(tenth / 10).toFixed(1)}: ${share.toFixed(2)} of ${own.length}`];
  });
  console.log(`chance to fit, and the share that fits: ${tenths.flat().join(', ')}`);
}

async function tellNoFit(file: string): Promise<void> {
  const texts = await readLines<{ instruction: string; input?: string; class: string }>(file);
  const missed: string[] = [];
  for (const { instruction, input, class: name } of texts) {
    const answer = await find({ instruction, input: input ?? '' });
    if (!answer.abstained) missed.push(`${name}: ${instruction.slice(0, 60).replaceAll('\n', ' ')}`);
  }
  const abstained = 1 - missed.length / texts.length;
  console.log(
    `${texts.length} texts that nothing fits: ${abstained.toFixed(3)} get none; not these: ${missed.join(' | ')}`,
  );
  hold('texts that nothing fits without a demonstration', abstained, 'at least', values['min-abstained']);
}

function hold(what: string, figure: number, side: 'at least' | 'at most', limit: string | undefined): void {
  if (limit === undefined) return;
  const isKept = side === 'at least' ? figure >= Number(limit) : figure <= Number(limit);
  if (!isKept) failed.push(`${what}: ${figure.toFixed(3)}, which should be ${side} ${limit}`);
}

interface Asked {
  readonly row: KindRow;
  readonly answer: DemonstrationsResponse;
}

async function ask(body: object): Promise<Asked[]> {
  const answers: Asked[] = [];
  for (const row of queries) {
    const filter = { must_not: [{ key: 'source', match: { value: row.source } }] };
    answers.push({
      row,
      answer: await find({ instruction: row.instruction, input: row.input ?? '', filter, ...body }),
    });
  }
  return answers;
}

function find(body: object): Promise<DemonstrationsResponse> {
  const request = DemonstrationsRequest.parse({ k: K, order: 'near_first', corpora: ['kinds'], ...body });
  return findDemonstrations(request, { ...kindred, ...kindred.encodings.live() });
}

/** 1 for every demonstration that is right and 0 for the others, in the order of choice. */
function rightOnes({ row, answer }: Asked): number[] {
  const ranked = [...answer.demonstrations].sort((a, b) => a.rank - b.rank);
  return ranked.map(({ record }) => Number(isRight(row.id, record.user_id ?? '')));
}

function isRight(one: string, other: string): boolean {
  const [asked, found] = [kindsOf.get(one), kindsOf.get(other)];
  return asked !== undefined && found !== undefined && doRightKind(asked, found);
}

function languages(): string[] {
  return [...new Set(queries.map(({ lang }) => lang))].sort();
}

async function ingest(file: string): Promise<void> {
  await startWorkers(kindred);
  await ingestThroughQueue(kindred, 'kinds', file);
}

async function readLines<T>(file: string): Promise<T[]> {
  const text = await readFile(file, 'utf8');
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as T);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function mean(numbers: readonly number[]): number {
  return sum(numbers) / numbers.length;
}
