import { describe, expect, it } from 'vitest';
import { KindredError } from '../../../schemas/errors.ts';
import { createLogger } from '../../../services/runtime/log.ts';
import { jobLog } from '../../../services/queue/job-log.ts';
import type { JobEvent } from '../../../services/queue/port.ts';

const SECRET = 's3cret-of-mine';

/** A log and what was written into it. */
function written(level = 'debug'): { log: ReturnType<typeof createLogger>; lines: () => object[] } {
  const texts: string[] = [];
  const log = createLogger(level, { write: (line) => void texts.push(line) });
  return { log, lines: () => texts.map((text) => JSON.parse(text) as object) };
}

describe('the log', () => {
  it('says of an error what it is, where, and why, and nothing else that clients hang on it', () => {
    const { log, lines } = written();
    const reply = Object.assign(new Error('WRONGPASS'), { command: { name: 'auth', args: [SECRET] } });
    const answer = Object.assign(new Error('Unauthorized', { cause: reply }), {
      code: 'ERR_ANSWER',
      headers: { 'api-key': SECRET },
    });
    log.error({ err: answer }, 'failed');
    const [line] = lines();
    expect(line).toMatchObject({
      err: {
        type: 'Error',
        message: 'Unauthorized',
        code: 'ERR_ANSWER',
        stack: expect.stringContaining('log.test.ts') as string,
        cause: { message: 'WRONGPASS' },
      },
    });
    expect(JSON.stringify(line)).not.toContain(SECRET);
  });

  it('says of an error that quotes rows what it is told, and nothing of the rows, in causes too', () => {
    const { log, lines } = written();
    const quoting = new KindredError('loss_above_limit', `5 rows\n  ${SECRET}`, { logged: '5 rows' });
    log.error({ err: quoting }, 'failed');
    log.error({ err: new Error('no result', { cause: quoting }) }, 'failed');
    expect(lines()).toMatchObject([
      {
        err: {
          code: 'loss_above_limit',
          message: '5 rows',
          stack: expect.stringContaining('log.test.ts') as string,
        },
      },
      { err: { cause: { code: 'loss_above_limit', message: '5 rows' } } },
    ]);
    expect(JSON.stringify(lines())).not.toContain(SECRET);
  });

  it('ends although the causes of an error go round in a circle', () => {
    const { log, lines } = written();
    const error = new Error('round');
    error.cause = error;
    log.error({ err: error }, 'failed');
    expect(lines()).toHaveLength(1);
  });
});

describe('the log of jobs', () => {
  const EVENT: JobEvent = {
    name: 'embed-records',
    id: 'a-0',
    parent: 'a',
    attempt: 2,
    outcome: 'completed',
    ms: 12.3,
    error: null,
  };
  const levelOf = (event: Partial<JobEvent>): unknown => {
    const { log, lines } = written();
    jobLog(log)({ ...EVENT, ...event });
    expect(lines()).toMatchObject([{ job: 'embed-records', job_id: 'a-0', attempt: 2, ms: 12 }]);
    return log.levels.labels[(lines()[0] as { level: number }).level];
  };

  it('names job, parent, attempt and outcome, parts of a job at debug alone', () => {
    expect(levelOf({})).toBe('debug');
    expect(levelOf({ parent: null })).toBe('info');
    expect(levelOf({ parent: null, outcome: 'returned' })).toBe('info');
  });

  it('warns of an attempt that failed, and tells of a job that did as an error, with the reason', () => {
    expect(levelOf({ outcome: 'attempt-failed', error: new Error('no store') })).toBe('warn');
    const { log, lines } = written();
    jobLog(log)({ ...EVENT, outcome: 'failed', error: new Error('no store') });
    expect(lines()).toMatchObject([{ level: 50, parent_id: 'a', err: { message: 'no store' } }]);
  });
});
