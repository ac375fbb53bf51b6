/** Instructions of four tasks over ten topics, with answers. */
const TOPICS = ['tides', 'bees', 'bread', 'chess', 'snow', 'glass', 'rivers', 'trains', 'mushrooms', 'kites'];

const TASKS = [
  { instruction: 'Write a short poem about', output: 'A poem on' },
  { instruction: 'List three facts about', output: 'Three facts on' },
  { instruction: 'Translate this sentence into French:', output: 'Une phrase sur' },
  { instruction: 'Explain the history of', output: 'The history of' },
];

export interface Row {
  readonly instruction: string;
  readonly input: string;
  readonly output: string;
  readonly source: string;
  readonly topic: string;
}

/** 40 rows in the layout `alpaca`. Their sources alternate between `odd` and `even`, and `topic` is metadata. */
export const ROWS: readonly Row[] = TASKS.flatMap(({ instruction, output }) =>
  TOPICS.map((topic, index) => ({
    instruction: `${instruction} ${topic}`,
    input: '',
    output: `${output} ${topic}.`,
    source: index % 2 === 0 ? 'even' : 'odd',
    topic,
  })),
);
