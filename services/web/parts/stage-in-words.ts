import type { JobReport } from '../../../schemas/api/jobs.ts';
import { grouped } from '../../../schemas/counted.ts';
import { duration, percent } from './told-in-words.ts';

/** What a stage does, and what it counts; what it counts is told as a share where people have no word for it. */
type StageWords = readonly [does: string, counts: 'rows' | 'pairs' | 'share'];

const STAGES: Readonly<Record<string, StageWords>> = {
  reading: ['reading the rows', 'rows'],
  embedding: ['reading what the rows ask for', 'rows'],
  indexing: ['making the rows easy to find', 'rows'],
  switching: ['changing over to the new vectors', 'rows'],
  neighbours: ['looking for the rows most alike', 'rows'],
  'common words': ['looking for words in common', 'rows'],
  pairs: ['comparing pairs of rows', 'pairs'],
  comparing: ['comparing pairs of rows', 'pairs'],
  verifying: ['reading pairs of rows again', 'pairs'],
  choosing: ['choosing which rows stay', 'rows'],
  selecting: ['choosing rows', 'rows'],
  target: ['comparing the rows with what is wanted', 'rows'],
  clustering: ['finding groups of rows', 'share'],
  grouping: ['finding groups of rows', 'rows'],
  distributions: ['comparing how the rows are spread', 'share'],
  placing: ['placing the rows on a plane', 'share'],
  'placing by task': ['placing rows by what they ask for', 'share'],
  'placing by content': ['placing rows by what they are about', 'share'],
  'placing the others': ['placing the other rows beside them', 'rows'],
  'checking the map': ['checking what the map keeps together', 'share'],
  ordering: ['putting the rows in order', 'rows'],
  writing: ['writing the rows', 'rows'],
};

/** What a stage of a job does; of one without words of its own its name. */
export function stageInWords(stage: string): string {
  return STAGES[stage]?.[0] ?? stage;
}

/** What a job does now, how much of that is done, and how long the rest takes. */
export function howFar({ stage, done, total, eta_seconds: left }: StageReport): string {
  const [does, counts] = STAGES[stage] ?? [stage, 'rows'];
  if (total === null || total === 0) return does;
  const count =
    counts === 'share' ? percent(done / total) : `${grouped(done)} of ${grouped(total)} ${counts}`;
  return [does, count, ...(left === null ? [] : [`${duration(left)} left`])].join(' · ');
}

type StageReport = Pick<JobReport, 'stage' | 'done' | 'total' | 'eta_seconds'>;
