import type { z } from 'zod';
import { KindredError } from '../../schemas/errors.ts';
import {
  JOB_TABLE,
  type JobName,
  type JobPayload,
  type JobProgress,
  type JobResult,
} from '../../schemas/jobs.ts';

/*
 * Payload, progress and result are stored as one JSON text each, not as JSON values: Postgres' jsonb refuses the
 * character U+0000 and lone surrogates, which rows of real files contain, and forgets the order of keys.
 */

export function encode(value: unknown): string {
  return JSON.stringify(value);
}

function parse<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const field = issue?.path.join('.') ?? '';
  throw new KindredError('invalid_request', `${what} is not valid: ${field} ${issue?.message ?? ''}`, {
    field,
  });
}

/** Throws `invalid_request` naming the first field that is wrong. */
export function parsePayload<N extends JobName>(name: N, value: unknown): JobPayload<N> {
  return parse<unknown>(JOB_TABLE[name].payload, value, `The payload of the job ${name}`) as JobPayload<N>;
}

export function parseProgress<N extends JobName>(name: N, value: unknown): JobProgress<N> {
  return parse<unknown>(JOB_TABLE[name].progress, value, `The progress of the job ${name}`) as JobProgress<N>;
}

export function parseResult<N extends JobName>(name: N, value: unknown): JobResult<N> {
  return parse<unknown>(JOB_TABLE[name].result, value, `The result of the job ${name}`) as JobResult<N>;
}

export function decodePayload<N extends JobName>(text: string): JobPayload<N> {
  return JSON.parse(text) as JobPayload<N>;
}

/** BullMQ says 0 for a job that has never reported. */
export function decodeProgress<N extends JobName>(stored: unknown): JobProgress<N> | null {
  return typeof stored === 'string' ? (JSON.parse(stored) as JobProgress<N>) : null;
}

export function decodeResult<N extends JobName>(stored: unknown): JobResult<N> | null {
  return typeof stored === 'string' ? (JSON.parse(stored) as JobResult<N>) : null;
}

/** Text that every datastore takes: no U+0000, no lone surrogate. */
export function storableText(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8').replaceAll('\0', '\uFFFD');
}

/** BullMQ takes neither a colon nor a plain number. Throws `invalid_request`. */
export function parseJobId(id: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/.test(id) && !/^\d+$/.test(id)) return id;
  throw new KindredError(
    'invalid_request',
    `"${id}" cannot be a job's id: use up to 128 letters, digits, dots, dashes and underscores, not digits alone.`,
    { field: 'id' },
  );
}

/** BullMQ's key of a child, `[prefix:]queue:id`, to the queue and the id. */
export function parseChildKey(key: string): { queue: string; id: string } {
  const parts = key.split(':');
  return { queue: parts.at(-2) ?? '', id: parts.at(-1) ?? '' };
}
