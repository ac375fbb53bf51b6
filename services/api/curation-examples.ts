import type { CurationAccepted, NeighboursReport } from '../../schemas/api/curations.ts';

const JOB_ID = '0f6c1a52-5b0e-4b39-9f0a-0c9d6a1f7e21';

export const CURATION_ACCEPTED: CurationAccepted = {
  job: JOB_ID,
  corpora: ['house'],
  operation: 'neighbours',
};

export const NEIGHBOURS_REPORT: NeighboursReport = {
  kind: 'neighbours',
  corpora: ['house'],
  rows: 1_204,
  space: 'task',
  k: 32,
  nearest: { p05: 0.71, p50: 0.9, p95: 0.99 },
};
