import { randomIndex } from '../services/runtime/seeded-random.ts';

const SYNONYMS: Readonly<Record<string, string>> = {
  write: 'compose',
  create: 'make',
  generate: 'produce',
  describe: 'give a description of',
  explain: 'tell me about',
  list: 'name',
  find: 'identify',
  give: 'provide',
  summarize: 'sum up',
  rewrite: 'rephrase',
  classify: 'categorise',
  suggest: 'recommend',
  construct: 'build',
  edit: 'revise',
  compare: 'contrast',
  following: 'given',
  given: 'following',
  text: 'passage',
  passage: 'text',
  short: 'brief',
  story: 'tale',
  reasons: 'causes',
  ways: 'methods',
  important: 'essential',
  benefits: 'advantages',
  advantages: 'benefits',
  difference: 'distinction',
  example: 'instance',
  examples: 'instances',
  use: 'employ',
  help: 'assist',
  improve: 'enhance',
  reduce: 'lower',
  job: 'position',
  customer: 'client',
  develop: 'work out',
  design: 'devise',
  calculate: 'compute',
};
const QUESTION = /^(what|who|how|why|when|where|which|is|are|do|does)\b/i;
const AROUND_QUESTIONS = ['I wonder {}.', 'Tell me: {}?', 'Answer this for me: {}?'];
const AROUND_ORDERS = [
  'Could you please {}?',
  'I need you to {}.',
  'Please {}.',
  'Your job is to {}.',
  'Hey, can you {} for me?',
];

function withSynonyms(text: string, random: () => number, share: number): string {
  return text.replace(/[A-Za-z]+/g, (word) => {
    const other = SYNONYMS[word.toLowerCase()];
    return other !== undefined && random() < share ? other : word;
  });
}

/** The same with a slip of the pen in a long word, another case, and no full stop. */
export function lightlyEdited(text: string, random: () => number): string {
  const words = text.replace(/\.$/, '').split(' ');
  const long = [...words.keys()].filter((at) => /^[A-Za-z]{5,}$/.test(words[at] ?? ''));
  const at = long[randomIndex(random, long.length)];
  if (at !== undefined) {
    const word = words[at] ?? '';
    const i = 1 + randomIndex(random, word.length - 3);
    words[at] = `${word.slice(0, i)}${word[i + 1]}${word[i]}${word.slice(i + 2)}`;
  }
  const slipped = words.join(' ');
  return random() < 0.5 ? slipped.toLowerCase() : slipped;
}

/** Other words for the same: synonyms wherever there are some, and another way of asking. */
export function paraphrased(text: string, random: () => number): string {
  const body = withSynonyms(text, random, 1).replace(/[.?!]$/, '');
  const around = QUESTION.test(body) ? AROUND_QUESTIONS : AROUND_ORDERS;
  const form = around[randomIndex(random, around.length)] ?? '{}';
  return form.replace('{}', `${(body[0] ?? '').toLowerCase()}${body.slice(1)}`);
}
