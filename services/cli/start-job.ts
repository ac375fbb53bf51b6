import { startOnce, type SoughtJob } from '../../clients/typescript/src/start-once.ts';
import type { CommandContext } from './command.ts';
import { patienceMs, type Service } from './service.ts';

/**
 * Starts a job at most once, and returns its id. A service within this process loses no answer, and is not asked about it.
 * @throws what `startOnce` throws
 */
export async function startJob(
  { output, signal, environment }: Pick<CommandContext, 'output' | 'signal' | 'environment'>,
  { client, embedded }: Service,
  sought: SoughtJob,
  start: () => Promise<{ readonly job: string }>,
): Promise<string> {
  if (embedded) return (await start()).job;
  const onNote = (sentence: string): void => output.note(sentence);
  return startOnce({ client, signal, onNote, patienceMs: patienceMs(environment) }, sought, start);
}
