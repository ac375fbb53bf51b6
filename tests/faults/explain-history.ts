import type { Call, Deletion, Event, Ingestion, Question } from './history.ts';

/*
 * The model: a corpus is a set of rows. An ingestion that completed adds all of its rows at one moment between its upload
 * and the end of its job; one that ended because of a deletion adds none. A deletion that answered 200 removes all rows at
 * one moment between call and answer; one that answered 404 found none at such a moment; 409 and 404 change nothing. A
 * history is explained when some order of these moments leads to the rows that are there at the end, and when no question
 * saw a row that must have been gone, or missed one that must have been there. Questions meanwhile may see a part of what
 * an ingestion or a deletion under way has done so far.
 */

/** Says what no order explains, one sentence each; nothing when the history is explained. */
export function unexplained(events: readonly Event[]): string[] {
  const ingestions = events.filter((event) => event.kind === 'ingest');
  const deletions = events.filter((event) => event.kind === 'delete');
  const questions = events.filter((event) => event.kind === 'ask');
  return [
    ...deletions.flatMap((one) => wrongRefusal(one, ingestions)),
    ...ingestions.flatMap((one) => wrongEnd(one, deletions)),
    ...questions.flatMap((one) => wrongRows(one, ingestions, deletions)),
    ...wrongOutcome(ingestions, deletions, questions.at(-1)),
  ];
}

const isDone = ({ status }: Deletion): boolean => status === 200;
const overlap = (a: Call, b: Call): boolean => a.from < b.to && b.from < a.to;

function wrongRefusal(deletion: Deletion, ingestions: readonly Ingestion[]): string[] {
  if (deletion.status === 200 || deletion.status === 404) return [];
  if (deletion.status !== 409) return [`a deletion answered ${deletion.status}`];
  return ingestions.some((one) => overlap(one, deletion)) ? [] : ['409, and nobody wrote'];
}

function wrongEnd(ingestion: Ingestion, deletions: readonly Deletion[]): string[] {
  if (ingestion.end === 'completed') return [];
  const because = deletions.some((one) => isDone(one) && overlap(one, ingestion));
  return because ? [] : [`an ingestion ended as ${ingestion.told}, and no deletion ran beside it`];
}

function wrongRows(
  question: Question,
  ingestions: readonly Ingestion[],
  deletions: readonly Deletion[],
): string[] {
  const seen = new Set(question.rows);
  const done = deletions.filter(isDone);
  const mayBeThere = new Set<number>();
  const mustBeThere = new Set<number>();
  for (const ingestion of ingestions) {
    const isGone = done.some(({ from, to }) => ingestion.accepted < from && to < question.from);
    if (ingestion.from < question.to && !isGone) for (const row of ingestion.rows) mayBeThere.add(row);
    const mayBeDeleted = done.some(({ from, to }) => to > ingestion.from && from < question.to);
    const isThere = ingestion.end === 'completed' && ingestion.to < question.from && !mayBeDeleted;
    if (isThere) for (const row of ingestion.rows) mustBeThere.add(row);
  }
  const back = question.rows.filter((row) => !mayBeThere.has(row));
  const lost = [...mustBeThere].filter((row) => !seen.has(row));
  return [
    ...(back.length > 0 ? [`${back.length} rows were seen after their deletion (first: ${back[0]})`] : []),
    ...(lost.length > 0
      ? [`${lost.length} rows of a completed ingestion were missed (first: ${lost[0]})`]
      : []),
    ...(seen.size < question.rows.length ? ['a row was seen twice'] : []),
  ];
}

/** Tries all orders that agree with the times, until one leads to the rows at the end. */
function wrongOutcome(
  ingestions: readonly Ingestion[],
  deletions: readonly Deletion[],
  last: Question | undefined,
): string[] {
  const steps = [
    ...ingestions.filter(({ end }) => end === 'completed'),
    ...deletions.filter(({ status }) => status !== 409),
  ];
  const wanted = keyOf(last?.rows ?? []);
  const tried = new Set<string>();
  const leads = (left: readonly (Ingestion | Deletion)[], rows: readonly number[]): boolean => {
    if (left.length === 0) return keyOf(rows) === wanted;
    const state = `${left.map((step) => steps.indexOf(step)).join()}|${keyOf(rows)}`;
    if (tried.has(state)) return false;
    tried.add(state);
    return left.some((step) => {
      const isFirst = left.every((other) => other === step || other.to >= step.from);
      if (!isFirst) return false;
      if (step.kind === 'delete' && step.status === 404 && rows.length > 0) return false;
      const after = step.kind === 'delete' ? [] : [...new Set([...rows, ...step.rows])];
      return leads(
        left.filter((other) => other !== step),
        after,
      );
    });
  };
  return leads(steps, []) ? [] : [`no order leads to the ${last?.rows.length ?? 0} rows at the end`];
}

function keyOf(rows: readonly number[]): string {
  return [...rows].sort((a, b) => a - b).join();
}
