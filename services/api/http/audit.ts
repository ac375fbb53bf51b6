import type { Request, Response } from 'express';
import { z } from 'zod';
import type { AuditEvent } from '../../../schemas/audit.ts';
import { KindredError } from '../../../schemas/errors.ts';
import type { Actor, Details } from '../../access/audit-log.ts';
import type { ApiServices } from '../deps.ts';
import type { Route } from '../route.ts';
import { accessOf } from './authorise.ts';

const SERVER_ERROR = 500;

interface Audited {
  /** What is noted when the handler has answered. */
  readonly done: AuditEvent;
  /** What is noted when it failed otherwise than by refusing the request. */
  readonly failed?: AuditEvent;
  /** What the entry says, from the parameters of the path and the answer; null before there is one. */
  details(params: Request['params'], body: unknown): Details;
}

const Deleted = z.object({ deleted: z.number() });
const Started = z.object({ job: z.string(), corpora: z.array(z.string()) });

/** What the audit log says of an operation besides that a key has used it, by the name of the operation. */
const AUDITED: Readonly<Record<string, Audited>> = {
  deleteCorpus: {
    done: 'corpus_deleted',
    failed: 'corpus_deletion_failed',
    details: ({ name }, body) => ({ corpus: name, records: Deleted.safeParse(body).data?.deleted ?? null }),
  },
  deleteRecord: {
    done: 'records_deleted',
    details: ({ name }, body) => ({ corpus: name, records: Deleted.safeParse(body).data?.deleted ?? null }),
  },
  deleteRecords: {
    done: 'records_deleted',
    details: ({ name }, body) => ({ corpus: name, records: Deleted.safeParse(body).data?.deleted ?? null }),
  },
  deleteResult: { done: 'results_deleted', details: ({ id }) => ({ job: id }) },
  startExport: {
    done: 'export_started',
    details: (_params, body) => {
      const { job, corpora } = Started.parse(body);
      return { job, corpora };
    },
  },
};

/** Counts a request that has ended for its key, and the file of a curation that was sent. */
export function countForAudit(
  { scope, operationId }: Pick<Route, 'scope' | 'operationId'>,
  { request, response }: { readonly request: Request; readonly response: Response },
  { audit, authenticator }: Pick<ApiServices, 'audit' | 'authenticator'>,
): void {
  const access = accessOf(response);
  const { statusCode } = response;
  if (scope !== null && authenticator.required) audit.used(access, operationId, statusCode >= 400);
  const { id, file } = request.params;
  if (operationId !== 'getResultFile' || request.method !== 'GET' || statusCode !== 200) return;
  if (typeof id === 'string' && typeof file === 'string') audit.read(access, id, file);
}

/** Runs the handler of a route, and notes what it did before the asker hears of it. */
export async function audited<T extends { readonly body: unknown }>(
  { operationId }: Route,
  { request, response }: { readonly request: Request; readonly response: Response },
  { audit }: Pick<ApiServices, 'audit'>,
  handle: () => Promise<T | null>,
): Promise<T | null> {
  const entry = AUDITED[operationId];
  if (entry === undefined) return handle();
  const actor: Actor = accessOf(response);
  try {
    const reply = await handle();
    await audit.note(entry.done, actor, entry.details(request.params, reply?.body));
    return reply;
  } catch (error) {
    const isRefusal = error instanceof KindredError && error.status < SERVER_ERROR;
    if (entry.failed !== undefined && !isRefusal) {
      await audit.note(entry.failed, actor, entry.details(request.params, null));
    }
    throw error;
  }
}
