import type { CallToolResult } from '@modelcontextprotocol/server';
import { ServiceError } from '../../clients/typescript/src/service-error.ts';
import { ERROR_TABLE, KindredError, type ErrorCode } from '../../schemas/errors.ts';
import { CALL_MS } from './tool.ts';

/** Ways out in terms of tools, where those of the error table name commands. */
const BY_TOOLS: Partial<Record<ErrorCode, string>> = {
  not_found: 'Check the name: list_corpora and list_jobs list what there is.',
  conflict: 'The message names what is in the way: wait for that job (get_job), or choose something else.',
};

/** An error as the answer of a tool, which a model can read and act on. */
export function toolError(error: unknown): CallToolResult {
  const { code, message, field, retryable, wayOut } = explained(error);
  const lines = [`${code}: ${message}`, ...(wayOut === null ? [] : [wayOut])];
  return {
    isError: true,
    content: [{ type: 'text', text: lines.join('\n') }],
    structuredContent: { error: { code, message, field, retryable, way_out: wayOut } },
  };
}

interface Explained {
  readonly code: string;
  readonly message: string;
  readonly field: string | null;
  readonly retryable: boolean;
  readonly wayOut: string | null;
}

function explained(error: unknown): Explained {
  if (error instanceof KindredError) {
    const { code, message, field, retryable } = error;
    return { code, message, field, retryable, wayOut: BY_TOOLS[code] ?? ERROR_TABLE[code].wayOut };
  }
  if (error instanceof DOMException && error.name === 'TimeoutError') {
    const message = `No answer within ${CALL_MS / 1_000} s.`;
    const wayOut = 'Ask for less at a time. Work on whole corpora is a job: start_curation, then get_job.';
    return { code: 'timeout', message, field: null, retryable: true, wayOut };
  }
  if (error instanceof ServiceError) {
    const wayOut = error.mayBeDone
      ? 'It may have been done: look with list_jobs before you repeat it.'
      : null;
    const { message, isUnavailable: retryable } = error;
    return { code: 'service_unavailable', message, field: null, retryable, wayOut };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'internal', message, field: null, retryable: false, wayOut: ERROR_TABLE.internal.wayOut };
}
