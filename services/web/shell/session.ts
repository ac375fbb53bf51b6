import { computed, signal } from '@preact/signals';
import type { AccessReport } from '../../../schemas/api/access.ts';
import type { Scope } from '../../../schemas/api-keys.ts';
import { KindredError } from '../../../schemas/errors.ts';
import { createHttp } from '../../../clients/typescript/src/http.ts';
import { createClient, type Client } from '../../../clients/typescript/src/kindred-client.ts';

/** Where the browser keeps the key: for this tab, and until it is closed. */
const KEPT_AS = 'kindred-key';

const key = signal(sessionStorage.getItem(KEPT_AS));
const rights = signal<AccessReport | null>(null);
const refusal = signal<Error | null>(null);
/** Ends with the page. */
const whileOpen = new AbortController().signal;

const connected = computed(() => createClient(createHttp(location.origin, whileOpen, key.value)));

/** The client of the service, with the key of this tab. */
export function service(): Client {
  return connected.value;
}

/** What the asker may do; null until the service has said so. */
export function myRights(): AccessReport | null {
  return rights.value;
}

/** Why the service does not let this tab in, or does not answer. */
export function whyNotLetIn(): Error | null {
  return refusal.value;
}

export function may(scope: Scope): boolean {
  return rights.value?.scopes.includes(scope) ?? false;
}

/** Asks what this tab may do. */
export async function openSession(): Promise<void> {
  try {
    const asked = await service().access();
    refusal.value = null;
    // An unknown key is no error to that question; every other one says what is wrong with it.
    if (asked.keys && asked.scopes.length === 0 && key.value !== null) await service().corpora();
    rights.value = asked;
  } catch (error) {
    noteRefusal(error);
    if (!(error instanceof KindredError && error.code === 'unauthenticated')) refusal.value = asError(error);
  }
}

/** Takes a key for this tab, or forgets it. */
export async function takeKey(given: string | null): Promise<void> {
  if (given === null) sessionStorage.removeItem(KEPT_AS);
  else sessionStorage.setItem(KEPT_AS, given);
  key.value = given;
  rights.value = null;
  refusal.value = null;
  await openSession();
}

/** Asks for another key when the service does not know this one any more. */
export function noteRefusal(error: unknown): void {
  if (!(error instanceof KindredError) || error.code !== 'unauthenticated') return;
  sessionStorage.removeItem(KEPT_AS);
  key.value = null;
  rights.value = { keys: true, name: null, scopes: [], corpora: [] };
  refusal.value = error;
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
