import type {
  DuplicatesCheckBody,
  DuplicatesCheckResponse,
} from '../../../schemas/curation/duplicates-check.ts';
import type { CurationAccepted } from '../../../schemas/api/curations.ts';
import type { NeighboursReport } from '../../../schemas/curation/neighbours.ts';

const JOB_ID = '0f6c1a52-5b0e-4b39-9f0a-0c9d6a1f7e21';

export const CURATION_ACCEPTED: CurationAccepted = {
  job: JOB_ID,
  corpora: ['house'],
  operation: 'neighbours',
};

export const NEIGHBOURS_REPORT: NeighboursReport = {
  kind: 'neighbours',
  marks_corpus: null,
  corpora: ['house'],
  rows: 1_204,
  space: 'task',
  k: 32,
  nearest: { p05: 0.71, p50: 0.9, p95: 0.99 },
};

export const DUPLICATES_CHECK_REQUEST: DuplicatesCheckBody = {
  rows: [
    { instruction: 'Write a poem on the sea.', output: 'Waves come and waves go.' },
    { instruction: 'Write a poem on the desert.' },
  ],
};

export const DUPLICATES_CHECK_RESPONSE: DuplicatesCheckResponse = {
  corpus: 'house',
  new: 1,
  duplicates: 1,
  conflicts: 0,
  rows: [
    {
      row: 0,
      status: 'duplicate',
      id: '0d5b3f6e-6a0f-5a4c-9d0f-2b8f4a1c7e55',
      reason: 'paraphrase',
      content: 0.96,
      task: 0.98,
      lexical: 0.58,
      chance: 0.97,
      difference: { removed: [], added: [], exchanged: [['sea', 'ocean']] },
      apart: null,
    },
    {
      row: 1,
      status: 'new',
      id: null,
      reason: null,
      content: null,
      task: null,
      lexical: null,
      chance: null,
      difference: null,
      apart: null,
    },
  ],
};
