import { z } from 'zod';

/** The closed list of error codes: their HTTP status, and whether the same request may succeed later. */
export const ERROR_TABLE = {
  invalid_request: { status: 400, retryable: false },
  unsupported_format: { status: 400, retryable: false },
  nothing_readable: { status: 422, retryable: false },
  unauthenticated: { status: 401, retryable: false },
  forbidden: { status: 403, retryable: false },
  not_found: { status: 404, retryable: false },
  method_not_allowed: { status: 405, retryable: false },
  request_timeout: { status: 408, retryable: true },
  conflict: { status: 409, retryable: false },
  payload_too_large: { status: 413, retryable: false },
  headers_too_large: { status: 431, retryable: false },
  space_mismatch: { status: 409, retryable: false },
  data_directory_busy: { status: 503, retryable: true },
  rate_limited: { status: 429, retryable: true },
  store_unavailable: { status: 503, retryable: true },
  queue_unavailable: { status: 503, retryable: true },
  encoder_unavailable: { status: 503, retryable: false },
  cancelled: { status: 409, retryable: false },
  internal: { status: 500, retryable: false },
} as const satisfies Record<string, { status: number; retryable: boolean }>;

export type ErrorCode = keyof typeof ERROR_TABLE;

export const ErrorBody = z.object({
  error: z.object({
    code: z.enum(Object.keys(ERROR_TABLE) as [ErrorCode, ...ErrorCode[]]),
    message: z.string().describe('For people: what is wrong and the way out.'),
    field: z.string().nullable().describe('The field of the request that is wrong, dotted.'),
    retryable: z.boolean(),
    request_id: z.string().nullable(),
  }),
});
export type ErrorBody = z.infer<typeof ErrorBody>;

/** The one error class of the project. Adapters translate their vendor's errors into it at their edge. */
export class KindredError extends Error {
  readonly code: ErrorCode;
  readonly field: string | null;

  constructor(code: ErrorCode, message: string, options: { field?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.name = 'KindredError';
    this.code = code;
    this.field = options.field ?? null;
  }

  get status(): number {
    return ERROR_TABLE[this.code].status;
  }

  get retryable(): boolean {
    return ERROR_TABLE[this.code].retryable;
  }
}
