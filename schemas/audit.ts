import { z } from 'zod';

/**
 * What is written into the audit log. None of it has texts of records.
 *
 * - `corpus_deleted`: a corpus is gone, with so many records; `corpus_deletion_failed`: it may be gone in part
 * - `records_deleted`: so many single records of a corpus are gone
 * - `results_deleted`: the files of a curation were removed
 * - `export_started`, `export_finished`: an export of a corpus, with the number of its rows when it has ended
 * - `result_read`: a file of a curation was sent, so many times since the entry before
 * - `key_used`: the requests of a key since the entry before, by operation, and how many of them were refused
 * - `key_created`, `key_revoked`: a change of the key file, by a user of the system
 * - `backup_written`: a backup with all records, by a user of the system
 */
export const AuditEvent = z.enum([
  'corpus_deleted',
  'corpus_deletion_failed',
  'records_deleted',
  'results_deleted',
  'export_started',
  'export_finished',
  'result_read',
  'key_used',
  'key_created',
  'key_revoked',
  'backup_written',
]);
export type AuditEvent = z.infer<typeof AuditEvent>;

/** One line of the audit log. Which other fields it has depends on the event. */
export const AuditEntry = z.looseObject({
  at: z.iso.datetime(),
  event: AuditEvent,
  /** The id of the key; `local` where no keys are asked for, `nobody` for a request without a valid key, null for a job. */
  key: z.string().nullable(),
  /** The name of the key, or of the user of the system who ran a command; null for a job. */
  name: z.string().nullable(),
});
export type AuditEntry = z.infer<typeof AuditEntry>;
