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
 * Payload, progress and result are each stored as a JSON text and not as a JSON value: the type jsonb of Postgres refuses
 * the character U+0000 and lone surrogates, which rows of real files contain, and forgets the order of keys.
 */

/** The JSON text of a value. */
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

/** @throws KindredError `invalid_request` when the payload is not what the job table says; it names the first wrong field */
export function parsePayload<N extends JobName>(name: N, value: unknown): JobPayload<N> {
  return parse<unknown>(JOB_TABLE[name].payload, value, `The payload of the job ${name}`) as JobPayload<N>;
}

/** @throws KindredError `invalid_request` when the progress is not what the job table says */
export function parseProgress<N extends JobName>(name: N, value: unknown): JobProgress<N> {
  return parse<unknown>(JOB_TABLE[name].progress, value, `The progress of the job ${name}`) as JobProgress<N>;
}

/** @throws KindredError `invalid_request` when the result is not what the job table says */
export function parseResult<N extends JobName>(name: N, value: unknown): JobResult<N> {
  return parse<unknown>(JOB_TABLE[name].result, value, `The result of the job ${name}`) as JobResult<N>;
}

/** The payload of a stored job, which was checked when it was stored. */
export function decodePayload<N extends JobName>(text: string): JobPayload<N> {
  return JSON.parse(text) as JobPayload<N>;
}

/** The progress that was stored last; null when there is none, for which BullMQ stores the number 0. */
export function decodeProgress<N extends JobName>(stored: unknown): JobProgress<N> | null {
  return typeof stored === 'string' ? (JSON.parse(stored) as JobProgress<N>) : null;
}

/** The result of a job that is completed; null when there is none. */
export function decodeResult<N extends JobName>(stored: unknown): JobResult<N> | null {
  return typeof stored === 'string' ? (JSON.parse(stored) as JobResult<N>) : null;
}

/** The text without the characters that a datastore may refuse: U+0000 and lone surrogates become U+FFFD. */
export function storableText(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8').replaceAll('\0', '\uFFFD');
}

/**
 * Checks the id of a job. BullMQ refuses ids with a colon and ids that are plain numbers.
 * @throws KindredError `invalid_request` when it is no id for a job
 */
export function parseJobId(id: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/.test(id) && !/^\d+$/.test(id)) return id;
  throw new KindredError(
    'invalid_request',
    `"${id}" cannot be a job's id: use up to 128 letters, digits, dots, dashes and underscores, not digits alone.`,
    { field: 'id' },
  );
}

/** The queue and the id in BullMQ's key of a child, which is `[prefix:]queue:id`. */
export function parseChildKey(key: string): { queue: string; id: string } {
  const parts = key.split(':');
  return { queue: parts.at(-2) ?? '', id: parts.at(-1) ?? '' };
}
