import type {
  DecisionsRequest,
  DropPage,
  DuplicateDecisions,
} from '../../../schemas/curation/duplicate-decisions.ts';
import { AUDIT_SAMPLE } from './audit-examples.ts';
import { JOB_REPORT } from './examples.ts';

const WHO = { by: 'anna', key: 'k_3f9a', at: '2027-01-31T12:00:00.000Z' };
const OTHER = 'b5a4b0c7-0a3c-5c42-8a52-0e6b3f0f9d11';

export const DECISIONS: DuplicateDecisions = {
  job: JOB_REPORT.id,
  drops: 470,
  ...{ same: 12, different: 3, swap: 1 },
  threshold: { value: 0.95, ...WHO },
  by_threshold: 31,
  left_out: 436,
};

export const DECISIONS_REQUEST: DecisionsRequest = {
  decisions: AUDIT_SAMPLE.pairs
    .map(({ id }): DecisionsRequest['decisions'][number] => ({ id, decision: 'different' }))
    .concat({ id: OTHER, decision: null }),
};

export const DROP_PAGE: DropPage = {
  job: JOB_REPORT.id,
  threshold: 0.9,
  total: 470,
  held_at: [
    { threshold: 0.9, drops: 470 },
    { threshold: 0.91, drops: 462 },
  ],
  drops: AUDIT_SAMPLE.pairs.map(
    ({ id, duplicate_of, reason, content, task, lexical, dropped, kept }): DropPage['drops'][number] => ({
      ...{ id, duplicate_of, reason, content, task, lexical, dropped, kept },
      ...{ chance: 0.62, source: 'forum', kept_source: 'textbook' },
      decision: { decision: 'different', ...WHO },
    }),
  ),
  next: 1,
  decisions: DECISIONS,
};
