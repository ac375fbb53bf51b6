import { z } from 'zod';

interface ErrorRow {
  readonly status: number;
  /** Whether the same request may succeed later. */
  readonly retryable: boolean;
  /** What is wrong when an answer carries this code. */
  readonly meaning: string;
  /** What the caller, or the operator, can do about it. */
  readonly wayOut: string;
}

/** The closed list of error codes. docs/errors.md is made from it (`npm run docs:errors`). */
export const ERROR_TABLE = {
  invalid_request: {
    status: 400,
    retryable: false,
    meaning: "The request, a command's options or the configuration do not have the form they need.",
    wayOut: 'Correct what the message names; `field` says which field of a request it is.',
  },
  unsupported_format: {
    status: 400,
    retryable: false,
    meaning: 'The file is in no format that Kindred reads, or is not the format that was named.',
    wayOut:
      'Leave the format out so that it is detected, or save the file as UTF-8 text in one of the formats that docs/using.md lists.',
  },
  nothing_readable: {
    status: 422,
    retryable: false,
    meaning: 'Not one row of the file can be read in the format and layout that were found or named.',
    wayOut: 'Look at the first rows the message shows. Name the layout, or give a column map.',
  },
  loss_above_limit: {
    status: 422,
    retryable: false,
    meaning:
      'Deduplication would drop a larger share of a source or of a kind of work than `max_loss` allows, so the job left no marks.',
    wayOut:
      'Look at the pairs that the message shows. Where they ask for the same, allow it with a higher `max_loss` (`--max-loss`); ' +
      'otherwise raise the thresholds, or name a field that tells the rows apart.',
  },
  unauthenticated: {
    status: 401,
    retryable: false,
    meaning:
      'This service asks for a key, and none was sent, or the key is unknown, was revoked or has expired.',
    wayOut:
      'Send `Authorization: Bearer KEY` (on the command line KINDRED_API_KEY). `kindred keys create` makes a key.',
  },
  forbidden: {
    status: 403,
    retryable: false,
    meaning:
      'The key lacks the scope or the corpus, or the request comes from another web site or to another host name.',
    wayOut: 'Use a key with the scope the message names, or the address under which the service is offered.',
  },
  not_found: {
    status: 404,
    retryable: false,
    meaning: 'There is no such corpus, job, file, record or route, or the key may not see it.',
    wayOut: 'Check the name. `kindred corpora` and `kindred jobs` list what there is.',
  },
  method_not_allowed: {
    status: 405,
    retryable: false,
    meaning: 'The route exists and does not take this HTTP method.',
    wayOut: 'Use a method of the header `Allow`.',
  },
  request_timeout: {
    status: 408,
    retryable: true,
    meaning: 'The headers or the body of the request came too slowly.',
    wayOut: 'Send it again over a better line. Behind a proxy, let the proxy collect the body.',
  },
  conflict: {
    status: 409,
    retryable: false,
    meaning:
      'What is there already does not allow this: a job still runs, a port or folder is taken, two sides differ.',
    wayOut:
      'The message names what is in the way: wait for that job or cancel it, or choose another port or folder.',
  },
  payload_too_large: {
    status: 413,
    retryable: false,
    meaning: 'The body, the file or the list is above a limit.',
    wayOut: 'Send it in parts. The operator can raise KINDRED_MAX_UPLOAD_BYTES for files.',
  },
  headers_too_large: {
    status: 431,
    retryable: false,
    meaning: 'The address and the headers together are above 64 KiB.',
    wayOut: 'Shorten the query, or send it in the body where the route takes one.',
  },
  space_mismatch: {
    status: 409,
    retryable: false,
    meaning: 'The stored vectors were made by another encoder than the one that is configured.',
    wayOut:
      'Set KINDRED_ENCODER to that encoder, choose another data directory, or move with `kindred reembed`.',
  },
  data_directory_busy: {
    status: 503,
    retryable: true,
    meaning: 'Another process has the embedded data directory open, and only one may.',
    wayOut: 'Stop that process, talk to it with KINDRED_URL, or choose another directory with `--data`.',
  },
  rate_limited: {
    status: 429,
    retryable: true,
    meaning: 'This key has sent more requests a minute than it may.',
    wayOut: 'Wait for the seconds in `Retry-After`. The operator can raise KINDRED_RATE_LIMIT.',
  },
  storage_full: {
    status: 507,
    retryable: true,
    meaning: 'The disk of the data directory has no room for new work. Questions are answered all the same.',
    wayOut:
      'Make room on the disk: delete results (`kindred results JOB --delete`) or a corpus, or enlarge it. What was ' +
      'accepted waits and goes on by itself.',
  },
  too_much_at_once: {
    status: 429,
    retryable: true,
    meaning:
      'This key has as many requests, uploads, event streams or questions about whole corpora under way as it may, or they hold as many bytes as they may.',
    wayOut:
      'Ask again after `Retry-After`, with fewer requests at a time. The operator can raise KINDRED_KEY_REQUESTS and KINDRED_KEY_IN_FLIGHT_BYTES.',
  },
  overloaded: {
    status: 503,
    retryable: true,
    meaning: 'All requests together hold as many bytes in memory as they may.',
    wayOut:
      'Ask again after `Retry-After`. The operator can raise KINDRED_IN_FLIGHT_BYTES where there is memory, or add a process.',
  },
  store_unavailable: {
    status: 503,
    retryable: true,
    meaning: 'The record store does not answer, is full, or is not what Kindred can use.',
    wayOut:
      'Ask again after `Retry-After`. If it lasts, look at the Qdrant server or the disk that the message names.',
  },
  queue_unavailable: {
    status: 503,
    retryable: true,
    meaning: 'The job queue does not answer.',
    wayOut: 'Ask again after `Retry-After`. If it lasts, look at the Redis server or the data directory.',
  },
  encoder_unavailable: {
    status: 503,
    retryable: false,
    meaning: 'The encoder cannot be opened, or its graph failed.',
    wayOut: 'Check the folder that KINDRED_ENCODER names: the message says which file is wrong, and why.',
  },
  embedding_service_unavailable: {
    status: 503,
    retryable: true,
    meaning: 'The embedding service of a remote encoder did not answer in several tries, or asks to wait.',
    wayOut:
      'Ask again after `Retry-After`; jobs try again by themselves. If it lasts, look whether the service that KINDRED_REMOTE_URL names runs, and how much it allows.',
  },
  tokenizer_unavailable: {
    status: 503,
    retryable: false,
    meaning:
      'A tokenizer of the folder KINDRED_TOKENIZERS cannot be read, or counting or its chat template took too long.',
    wayOut: 'Check the folder of the tokenizer that the message names, or ask for shorter texts.',
  },
  cancelled: {
    status: 409,
    retryable: false,
    meaning: 'The caller or another user cancelled the work.',
    wayOut: 'Start it again if it is still wanted. What was stored before stays.',
  },
  internal: {
    status: 500,
    retryable: false,
    meaning: 'A fault of Kindred, or of the server behind it, that no other code describes.',
    wayOut: 'Look in the log for the `request_id` of the answer, and report it as a bug.',
  },
} as const satisfies Record<string, ErrorRow>;

export type ErrorCode = keyof typeof ERROR_TABLE;

export const ErrorBody = z.object({
  error: z.object({
    code: z.enum(Object.keys(ERROR_TABLE) as [ErrorCode, ...ErrorCode[]]).describe(meaningsOfCodes()),
    message: z.string().describe('A message for people: what is wrong, and what to do about it.'),
    field: z
      .string()
      .nullable()
      .describe(
        'The path of the field that is wrong, with dots, for example `corpora.0`; null when no field is.',
      ),
    retryable: z.boolean(),
    request_id: z.string().nullable(),
  }),
});
export type ErrorBody = z.infer<typeof ErrorBody>;

function meaningsOfCodes(): string {
  return Object.entries(ERROR_TABLE)
    .map(([code, { meaning }]) => `\`${code}\`: ${meaning}`)
    .join('\n');
}

/** The one error class of the project. Adapters translate the errors of the libraries that they use into it. */
export class KindredError extends Error {
  readonly code: ErrorCode;
  readonly field: string | null;
  /** What a log says in the place of the message, where that quotes rows; else the message. */
  readonly logged: string;

  constructor(
    code: ErrorCode,
    message: string,
    options: { field?: string; cause?: unknown; logged?: string } = {},
  ) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.name = 'KindredError';
    this.code = code;
    this.field = options.field ?? null;
    this.logged = options.logged ?? message;
  }

  get status(): number {
    return ERROR_TABLE[this.code].status;
  }

  get retryable(): boolean {
    return ERROR_TABLE[this.code].retryable;
  }
}
