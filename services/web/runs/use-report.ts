import type { OperationKind, OperationReport } from '../../../schemas/curation/operations.ts';
import { useAsked, type Asked } from '../parts/asked.ts';

type ReportAs<K extends OperationKind> = Extract<OperationReport, { kind: K }>;

/** What a job found, when it is one of this kind. */
export function useReport<K extends OperationKind>(job: string, kind: K): Asked<ReportAs<K>> {
  return useAsked(
    async (client) => {
      const report = await client.report(job);
      if (report.kind !== kind) throw new Error(`The job ${job} did something else: ${report.kind}.`);
      return report as ReportAs<K>;
    },
    [job],
  );
}
