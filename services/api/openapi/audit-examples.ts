import type {
  DuplicateAudit,
  DuplicateAuditRequest,
  DuplicateAuditSample,
} from '../../../schemas/curation/duplicate-audit.ts';
import { JOB_REPORT } from './examples.ts';

const DROPPED = '0d5b3f6e-6a0f-5a4c-9d0f-2b8f4a1c7e55';
const KEPT = '6f1f3c1a-7f42-5f0c-8a55-2d9b64e1c0aa';

export const AUDIT_SAMPLE: DuplicateAuditSample = {
  job: JOB_REPORT.id,
  seed: 42,
  size: 1,
  drops: { exact: 310, lexical: 40, paraphrase: 120 },
  pairs: [
    {
      id: DROPPED,
      duplicate_of: KEPT,
      reason: 'paraphrase',
      content: 0.96,
      task: 0.98,
      lexical: 0.58,
      difference: 'Write a poem [-on-] {+about+} the sea.',
      dropped: { instruction: 'Write a poem on the sea.', input: '', output: 'Waves come.' },
      kept: { instruction: 'Write a poem about the sea.', input: '', output: 'The tide is high.' },
      right: null,
    },
  ],
};

export const AUDIT_REQUEST: DuplicateAuditRequest = {
  size: 100,
  seed: 42,
  judgements: [
    { id: DROPPED, right: true },
    { id: KEPT, right: false },
  ],
};

export const AUDIT_RESULT: DuplicateAudit = {
  job: JOB_REPORT.id,
  seed: 42,
  size: 100,
  judged_at: '2027-01-31T12:00:00.000Z',
  lexical: { drops: 40, judged: 25, right: 25, precision: 1, interval: [0.8668, 1] },
  paraphrase: { drops: 120, judged: 75, right: 71, precision: 0.9467, interval: [0.8707, 0.9791] },
  near: { drops: 160, judged: 100, right: 96, precision: 0.96, interval: [0.9016, 0.9843] },
  all: { drops: 470, judged: 410, right: 406, precision: 0.9864, interval: [0.9665, 0.9947] },
};
