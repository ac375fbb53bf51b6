import type { JobReport } from '../../../schemas/api/jobs.ts';

/** A job ended without a result: it failed, or somebody cancelled it. */
export class JobFailed extends Error {
  /** The last report on the job. */
  readonly report: JobReport;

  constructor(report: JobReport) {
    super(report.error ?? `The job ${report.id} was ${report.state}.`);
    this.name = 'JobFailed';
    this.report = report;
  }
}
