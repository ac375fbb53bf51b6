import type { CorpusDetail, KindList, RecordPage, TaskList } from '../../../schemas/api/corpora.ts';
import type { DemonstrationsResponse } from '../../../schemas/api/found-demonstrations.ts';
import type { Facets } from '../../../schemas/api/facets.ts';
import type { SearchResponse } from '../../../schemas/api/records.ts';
import type { EmbeddingsResponse } from '../../../schemas/api/embeddings.ts';
import type { IngestionAccepted } from '../../../schemas/api/ingestions.ts';
import type { JobReport } from '../../../schemas/api/jobs.ts';
import type { ReembeddingAccepted } from '../../../schemas/api/reembeddings.ts';

const JOB_ID = '5f0c9a3e-8f5d-4c3b-9a4e-2d1f6b7c8d90';

export const RECORD: RecordPage['records'][number] = {
  id: '0b5c1f0e-63f3-5a7e-9d7b-1f3f0f4a7c11',
  corpus: 'house',
  instruction: 'Rewrite the sentence in the passive voice.',
  input: 'The gardener watered the roses.',
  output: 'The roses were watered by the gardener.',
  system: '',
  history: [],
  source: null,
  user_id: 'row-17',
  metadata: { difficulty: 'easy' },
  text_hash: '4f9d1c0b7a6e5d3c2b1a09f8e7d6c5b4',
  label: { name: 'rewrite|sentence', confidence: 0.9 },
  kind: { name: 'change-voice-or-person-or-tense', confidence: 0.82 },
};

export const DEMONSTRATIONS_REQUESTS = {
  'four demonstrations': {
    instruction: 'Put this sentence into the passive voice.',
    input: 'The committee approved the plan.',
    corpora: ['house'],
    k: 4,
  },
  'within a budget, filtered': {
    instruction: 'Put this sentence into the passive voice.',
    corpora: ['house'],
    k: 8,
    strategy: 'mmr',
    lambda_mult: 0.7,
    max_tokens: 600,
    filter: { must: [{ key: 'metadata.difficulty', match: { any: ['easy', 'medium'] } }] },
    format: 'text',
  },
  'for a model, by its chat template': {
    instruction: 'Put this sentence into the passive voice.',
    corpora: ['house'],
    k: 8,
    tokenizer: 'my-model',
    format: 'chat',
    max_prompt_tokens: 3_000,
  },
};

export const MANY_DEMONSTRATIONS_REQUEST = {
  queries: [
    { instruction: 'Put this sentence into the passive voice.', input: 'The committee approved the plan.' },
    {
      messages: [
        { role: 'system', content: 'You are a copy editor.' },
        { role: 'user', content: 'Shorten this sentence: In the event that it rains, we will stay inside.' },
      ],
    },
  ],
  corpora: ['house'],
  k: 2,
};

export const DEMONSTRATIONS_RESPONSE: DemonstrationsResponse = {
  demonstrations: [
    {
      record: RECORD,
      scores: {
        fit: 0.94,
        parts: { kind: 2.1, task: 0.9 },
        task: 0.93,
        content: 0.41,
        redundancy: 0,
        coverage: 0.38,
        total: 0.57,
      },
      rank: 1,
      position: 1,
      tokens: 27,
    },
  ],
  prompt: [
    {
      role: 'user',
      content: 'Rewrite the sentence in the passive voice.\n\nThe gardener watered the roses.',
    },
    { role: 'assistant', content: 'The roses were watered by the gardener.' },
    {
      role: 'user',
      content: 'Put this sentence into the passive voice.\n\nThe committee approved the plan.',
    },
  ],
  prompt_tokens: null,
  prefix: null,
  abstained: false,
  reason:
    '1 of 4: of 50 candidates, 46 unlikely to fit (min_fit lowers the least chance), 1 near copy of the query (allow_near takes it), 2 repeating another one.',
  strategy: 'balanced',
  min_fit: 0.5,
  asks: 0.99,
  score_threshold: null,
  tokens: 27,
  considered: {
    candidates: 50,
    near_copies: 1,
    without_answer: 0,
    repeated: 2,
    below_threshold: 0,
    below_fit: 46,
    same_group: 0,
    too_long: 0,
    refused: 0,
  },
  timing_ms: { embed: 4.1, search: 9.8, choose: 0.7, total: 14.6 },
};

export const SEARCH_REQUESTS = {
  'by text': { text: 'Put this sentence into the passive voice.', space: 'task', limit: 5 },
  'like a record, filtered': {
    like: [RECORD.id],
    filter: {
      must: [
        { key: 'metadata.rating', range: { gte: 4 } },
        { key: 'metadata.written', range: { gte: '2024-01-01', lt: '2025-01-01' } },
      ],
      must_not: [{ key: 'metadata.rejected', exists: true }],
    },
  },
};

export const SEARCH_RESPONSE: SearchResponse = {
  hits: [{ record: RECORD, scores: { task: 0.93, content: 0.41, total: 0.93 } }],
  next: 'C1wfDmPzWn4',
};

export const FACETS: Facets = {
  records: 240,
  facets: [
    { field: 'source', values: [{ value: 'helpdesk', count: 180 }], distinct: 3, without: 12 },
    { field: 'metadata.difficulty', values: [{ value: 'easy', count: 97 }], distinct: 3, without: 0 },
  ],
};

export const INGESTION_ACCEPTED: IngestionAccepted = { job: JOB_ID, corpus: 'house', bytes: 48_213 };

export const REEMBEDDING_ACCEPTED: ReembeddingAccepted = {
  job: JOB_ID,
  corpus: 'house',
  space_id: '1f0c6a52d39be874',
};

export const JOB_REPORT: JobReport = {
  id: JOB_ID,
  name: 'ingest-corpus',
  corpus: 'house',
  file_name: 'house.jsonl',
  state: 'active',
  stage: 'embedding',
  done: 128,
  total: 240,
  total_is_estimate: false,
  rate: 640,
  eta_seconds: 0.175,
  format: 'jsonl',
  layout: 'alpaca',
  map: null,
  rejected: 1,
  rejections: [{ line: 42, reason: 'instruction is missing', excerpt: '{"input":"","output":"42"}' }],
  not_read: { without_output: 2, fields: [{ name: 'notes', rows: 1 }], notes: [] },
  result: null,
  error: null,
  attempts: 1,
  created_at: '2025-01-01T12:00:00.000Z',
  started_at: '2025-01-01T12:00:00.020Z',
  finished_at: null,
};

export const JOB_EVENTS =
  'event: progress\ndata: {"id":"…","stage":"embedding","done":128,"total":240, …}\n\n' +
  'event: end\ndata: {"id":"…","stage":"done","done":240,"total":240, …}\n\n';

export const CORPUS_DETAIL: CorpusDetail = {
  name: 'house',
  records: 240,
  labels: 31,
  unlabelled: 2,
  kinds: 18,
  without_kind: 0,
  sources: [{ value: 'helpdesk', count: 180 }],
  sources_total: 3,
  space_id: '9c1f4b7e2a605d38',
};

export const TASK_LIST: TaskList = {
  tasks: [{ label: 'rewrite|sentence', count: 12, examples: ['Rewrite the sentence in the passive voice.'] }],
  total: 31,
  unlabelled: 2,
  from_neighbours: 5,
};

export const KIND_LIST: KindList = {
  kinds: [
    {
      kind: 'change-voice-or-person-or-tense',
      count: 9,
      examples: ['Rewrite the sentence in the passive voice.'],
    },
  ],
  total: 18,
  without_kind: 0,
};

export const EMBEDDINGS_REQUEST = {
  model: 'kindred-task',
  input: ['Write a poem about cats.', 'Write a poem about dogs.'],
};

/** Vectors are shown shortened. */
export const EMBEDDINGS_RESPONSE: EmbeddingsResponse = {
  object: 'list',
  data: [
    { object: 'embedding', index: 0, embedding: [0.0312, -0.0457, 0.0871] },
    { object: 'embedding', index: 1, embedding: [0.0309, -0.0461, 0.0866] },
  ],
  model: 'kindred-task',
  usage: { prompt_tokens: 12, total_tokens: 12 },
  truncated: 0,
};

/** Vectors are shown shortened. */
export const EMBEDDING_FILE_LINES =
  '{"id":"row-17","vector":[0.0312,-0.0457, …]}\n{"id":null,"line":2,"error":"not JSON"}\n{"id":3,"vector":[0.0309,-0.0461, …]}\n';
