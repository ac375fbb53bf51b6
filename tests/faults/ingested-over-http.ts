import { setTimeout as sleep } from 'node:timers/promises';
import type { IngestionAccepted } from '../../schemas/api/ingestions.ts';
import type { JobReport } from '../../schemas/api/jobs.ts';

const WORK = [
  'write a poem about',
  'list facts about',
  'summarise a report on',
  'translate a sentence about',
  'compare two views of',
];
const SUBJECTS = [
  'rivers',
  'trade',
  'bread',
  'satellites',
  'chess',
  'glaciers',
  'tax law',
  'jazz',
  'bees',
  'bridges',
];

/** `count` different rows in the layout `alpaca` as JSONL. They are the same at every call. */
export function corpusOf(count: number): string {
  return Array.from({ length: count }, (_, at) => {
    const instruction = `Please ${WORK[at % WORK.length]} ${SUBJECTS[Math.floor(at / 5) % 10]}, number ${at}.`;
    return `${JSON.stringify({ instruction, input: '', output: `Answer ${at}.` })}\n`;
  }).join('');
}

/** Uploads a file to an API, and returns the id of its job. */
export async function startIngestion(api: string, corpus: string, body: string): Promise<string> {
  const response = await fetch(`${api}/v1/corpora/${corpus}/ingestions?file_name=rows.jsonl`, {
    method: 'POST',
    body,
  });
  if (response.status !== 202) throw new Error(`${response.status}: ${await response.text()}`);
  return ((await response.json()) as IngestionAccepted).job;
}

/** Asks for a job until `wanted` is true. An API that cannot answer at the moment is asked again. */
export async function jobUntil(
  api: string,
  job: string,
  wanted: (report: JobReport) => boolean,
): Promise<JobReport> {
  for (;;) {
    const response = await fetch(`${api}/v1/jobs/${job}`);
    if (response.ok) {
      const report = (await response.json()) as JobReport;
      if (wanted(report)) return report;
      if (report.state === 'failed') throw new Error(report.error ?? 'failed');
    } else if (response.status !== 503) throw new Error(`${response.status}: ${await response.text()}`);
    await sleep(50);
  }
}
