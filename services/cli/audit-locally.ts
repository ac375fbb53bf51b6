import { userInfo } from 'node:os';
import type { AuditEvent } from '../../schemas/audit.ts';
import { AuditLog, type Details } from '../access/audit-log.ts';
import type { CommandContext } from './command.ts';

/** What a command that needs no service notes for the longest time that a service may keep its log. */
const KEPT_DAYS = 3_650;

/**
 * Notes what a command did to files itself, under the name of the user of the system. Only where KINDRED_DATA or
 * `--data` names the data directory: the command may run on another machine than the service.
 */
export async function noteLocally(
  { environment, output }: Pick<CommandContext, 'environment' | 'output'>,
  event: AuditEvent,
  details: Details,
): Promise<void> {
  const dataDir = environment['KINDRED_DATA'] ?? '';
  if (dataDir === '') return;
  const log = new AuditLog(dataDir, {
    days: KEPT_DAYS,
    onLost: (_entry, error) => output.warn(`The audit log cannot be written: ${String(error)}`),
  });
  await log.note(event, { id: 'local', name: userName() }, details);
  await log.close();
}

/** A container may run as a user that the system has no name for. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.() ?? 'unknown');
  }
}
