import { describe, expect, it } from 'vitest';
import { ServiceError } from '../../../clients/typescript/src/service-error.ts';
import { IngestionReport } from '../../../schemas/api/jobs.ts';
import { JOB_REPORT } from '../../../services/api/openapi/examples.ts';
import { exitCodeOf } from '../../../services/cli/exit-code-of.ts';
import { CliError, EXIT, Interrupted } from '../../../services/cli/exit-codes.ts';
import { exitCodeOfJobs } from '../../../services/cli/print/job-summary.ts';
import { KindredError } from '../../../schemas/errors.ts';

describe('exit codes', () => {
  it.each([
    [new Error('anything'), 1],
    [new KindredError('nothing_readable', 'x'), 1],
    [new KindredError('invalid_request', 'x'), 2],
    [new CliError('x', EXIT.usage), 2],
    [new ServiceError('x'), 1],
    [new ServiceError('x', { isUnavailable: true }), 4],
    [new KindredError('data_directory_busy', 'x'), 4],
    [new KindredError('queue_unavailable', 'x'), 4],
    [new Interrupted('SIGINT'), 130],
    [new Interrupted('SIGTERM'), 143],
  ])('%s ends with %d', (error, code) => {
    expect(exitCodeOf(error)).toBe(code);
  });

  it('a failed job weighs more than rejected rows, and rejected rows more than none', () => {
    const report = IngestionReport.parse(JOB_REPORT);
    const fine = { ...report, state: 'completed', rejected: 0 } as const;
    const rejected = { ...report, state: 'completed', rejected: 2 } as const;
    const failed = { ...report, state: 'failed', rejected: 0 } as const;
    expect([[fine], [fine, rejected], [failed, rejected], []].map(exitCodeOfJobs)).toEqual([0, 3, 1, 0]);
  });
});
