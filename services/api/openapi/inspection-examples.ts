import type { FileInspection } from '../../../schemas/api/inspections.ts';

export const FILE_INSPECTION: FileInspection = {
  format: 'jsonl',
  layout: 'columns',
  map: 'fields',
  looked_at: 1_000,
  has_more: true,
  rejected: 0,
  rows: [
    {
      ...{ line: 1, layout: 'columns', columns: { instruction: 'question', output: 'answer' } },
      ...{ instruction: 'Name a river.', input: '', output: 'The Danube.', system: '', history: [] },
      ...{
        source: null,
        user_id: null,
        fields: ['question', 'answer', 'level'],
        metadata: ['level'],
        unread: [],
      },
    },
  ],
  rejections: [],
  not_read: { without_output: 0, fields: [], notes: [] },
};
