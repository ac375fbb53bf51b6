import { expect } from 'vitest';
import { CurationAccepted } from '../../schemas/api/curations.ts';
import { OperationReport, type ReportOf } from '../../schemas/curation/operations.ts';
import { CurationReport } from '../../schemas/api/jobs.ts';
import type { OperationKind } from '../../schemas/curation/operations.ts';
import { answerOf, parseEvents, type Service } from './service.ts';

/** Waits for the job of a curation and returns its last report. */
async function curationEnd(service: Service, job: string): Promise<CurationReport> {
  const events = parseEvents(await (await service.fetch(`/v1/jobs/${job}/events`)).text());
  expect(events.at(-1)?.event).toBe('end');
  return CurationReport.parse(events.at(-1)?.data);
}

/** Starts a curation, waits for its end, and returns its report. */
export async function curated<K extends OperationKind>(
  service: Service,
  kind: K,
  path: string,
  body: object,
): Promise<{ job: CurationReport; report: ReportOf<K> }> {
  const { job } = await answerOf(CurationAccepted, service.postJson(path, body), 202);
  const ended = await curationEnd(service, job);
  expect(ended).toMatchObject({ state: 'completed', error: null, operation: kind });
  const report = await answerOf(OperationReport, service.fetch(`/v1/jobs/${job}/report`));
  expect(report.kind).toBe(kind);
  return { job: ended, report: report as ReportOf<K> };
}
