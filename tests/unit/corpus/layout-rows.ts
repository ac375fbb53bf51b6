import type { LayoutName } from '../../../schemas/layout.ts';
import type { Row } from '../../../services/corpus/row.ts';

const EXTRA = {
  category: 'open',
  score: 3,
  nested: { list: [1, null, 'x'], 'key ü': true },
  dataset: 'moss',
  _id: 7,
};

/** Rows of each layout under its own names. Each must come back whole. */
export const ROWS: Readonly<Record<Exclude<LayoutName, 'columns'>, readonly Row[]>> = {
  alpaca: [
    { instruction: 'A', input: 'B', output: 'C', system: '', history: [] },
    {
      instruction: 'A',
      input: '',
      output: '',
      system: 'S',
      history: [['q', 'a']],
      id: 'x1',
      source: 's',
      ...EXTRA,
    },
    { instruction: 'A', input: '', output: 12, id: 12 },
    { instruction: 'A', input: '', output: ['good', 'bad'] },
    { instruction: 'A', input: '', chosen: 'good', rejected: 'bad' },
    { instruction: 'A', output: 'C', history: [{ role: 'user', content: 'q' }] },
    { instruction: 'A', output: 'C', source: { url: 'x' }, id: { $oid: 'f' } },
  ],
  dolly: [
    { instruction: 'A', context: 'B', response: 'C', category: 'open_qa' },
    { instruction: 'A', context: '', response: 'C', system: 'S', ...EXTRA },
  ],
  sharegpt: [
    {
      conversations: [
        { from: 'human', value: 'A' },
        { from: 'gpt', value: 'B' },
      ],
      ...EXTRA,
    },
    {
      id: 'x',
      conversations: [
        { from: 'system', value: 'S' },
        { from: 'human', value: 'A' },
        { from: 'gpt', value: 'B' },
        { from: 'human', value: 'C' },
        { from: 'gpt', value: 'D' },
      ],
    },
    {
      system: 'S',
      tools: '[]',
      conversations: [
        { from: 'human', value: 'A' },
        { from: 'gpt', value: 'B' },
      ],
    },
    {
      conversations: [
        { from: 'human', value: 'A' },
        { from: 'function_call', value: '{"name": "f"}' },
        { from: 'observation', value: '1' },
        { from: 'gpt', value: 'B' },
        { from: 'human', value: 'Thanks' },
      ],
    },
    {
      conversations: [
        { from: 'human', value: 'A', weight: 0 },
        { from: 'gpt', value: 'B', weight: 1 },
      ],
    },
    {
      conversations: [{ from: 'human', value: 'A' }],
      chosen: { from: 'gpt', value: 'good' },
      rejected: { from: 'gpt', value: 'bad' },
    },
  ],
  messages: [
    {
      messages: [
        { role: 'user', content: 'A' },
        { role: 'assistant', content: 'B' },
      ],
      label: true,
      ...EXTRA,
    },
    {
      messages: [
        { role: 'user', content: [{ type: 'text', text: 'A' }] },
        { role: 'assistant', content: 'B' },
      ],
    },
    {
      messages: [
        { role: 'user', content: 'A' },
        { role: 'assistant', content: null, tool_calls: [{ id: '1' }] },
        { role: 'tool', content: '2', tool_call_id: '1' },
        { role: 'assistant', content: 'B' },
      ],
    },
    {
      chosen_messages: [
        { role: 'user', content: 'A' },
        { role: 'assistant', content: 'good' },
      ],
      rejected_messages: [
        { role: 'user', content: 'A' },
        { role: 'assistant', content: 'bad' },
      ],
    },
    {
      prompt: [{ role: 'user', content: 'A' }],
      chosen: [{ role: 'assistant', content: 'good' }],
      rejected: [{ role: 'assistant', content: 'bad' }],
    },
  ],
  'query-response': [
    { query: 'A', response: 'B', ...EXTRA },
    { query: 'A', response: 'B', input: 'C', system: 'S', history: [['q', 'a']], id: 'x' },
    { query: 'A', chosen: 'good', rejected: 'bad' },
  ],
  text: [{ text: 'A' }, { text: 'A', id: 'x', url: 'y', ...EXTRA }],
};

/** Rows under other names, and what comes back under the layout's own. */
export const RENAMED: readonly { name: LayoutName; row: Row; written: Row }[] = [
  {
    name: 'alpaca',
    row: { instruction: 'A', input: null },
    written: { instruction: 'A', input: '', output: '' },
  },
  { name: 'query-response', row: { prompt: 'A', completion: 'B' }, written: { query: 'A', response: 'B' } },
  { name: 'query-response', row: { input: 'A', output: 'B' }, written: { query: 'A', response: 'B' } },
  {
    name: 'query-response',
    row: { question: 'A', context: 'B', answer: 'C', system_prompt: 'S' },
    written: { query: 'A', input: 'B', response: 'C', system: 'S' },
  },
  {
    name: 'sharegpt',
    row: { conversation: [{ human: 'A', assistant: 'B' }] },
    written: {
      conversations: [
        { from: 'human', value: 'A' },
        { from: 'gpt', value: 'B' },
      ],
    },
  },
  {
    name: 'sharegpt',
    row: {
      dialog: [
        { from: 'user', value: 'A' },
        { from: 'ChatGPT', value: 'B' },
      ],
    },
    written: {
      conversations: [
        { from: 'human', value: 'A' },
        { from: 'gpt', value: 'B' },
      ],
    },
  },
  {
    name: 'messages',
    row: {
      conversations: [
        { role: 'user', content: 'A' },
        { role: 'bot', content: 'B' },
      ],
    },
    written: {
      messages: [
        { role: 'user', content: 'A' },
        { role: 'assistant', content: 'B' },
      ],
    },
  },
];
