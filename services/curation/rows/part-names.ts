/**
 * What a field of the metadata is to a request and its answer: `task` when it belongs to what is asked, `answer` when it
 * belongs to what is answered or how the answer was judged, `bookkeeping` when it says something about the row alone.
 */
export type FieldPart = 'task' | 'answer' | 'bookkeeping';

/** What a name says. `numbers` holds of numbers alone: `tokens` is a count, and may also be a list of words to tag. */
export interface NamedPart {
  readonly part: FieldPart;
  readonly numbers?: true;
}

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

/** Last words of names, in the singular. */
const TASK = words(
  'choice option candidate context ctx passage document article paragraph text body content evidence knowledge background premise ' +
    'hypothesis sentence question query prompt instruction input image img picture pic photo figure screenshot video vid audio ' +
    'speech sound wav media attachment table schema ddl tool function api code snippet program story dialogue dialog conversation ' +
    'history message turn chat system constraint requirement example demonstration shot hint claim chart graph diagram equation ' +
    'formula template placeholder variable argument parameter persona scenario abstract transcript',
);
const ANSWER = words(
  'answer output response completion generation reply target label rejected chosen preferred dispreferred reject preference winner ' +
    'reference gold truth expected ideal solution rationale explanation reasoning thinking thought cot result prediction verdict ' +
    'correct accepted acceptable desirable feedback critique suggestion',
);
const BOOKKEEPING = words(
  'id uid uuid guid qid pid sid tid cid idx index hash md5 sha1 sha256 checksum digest fingerprint date datetime time timestamp ts ' +
    'epoch created updated modified score rating rank reward quality helpfulness correctness honesty harmlessness coherence ' +
    'verbosity truthfulness toxicity readability fluency relevance complexity difficulty logprob logit prob probability confidence ' +
    'loss perplexity ppl elo vote upvote downvote like view similarity url uri link href permalink website host model engine ' +
    'generator llm annotator worker labeler labeller author contributor editor reviewer evaluator user username creator owner ' +
    'uploader email embedding vector source dataset origin provenance license licence version split subset fold partition category ' +
    'tag cluster file filename filepath path usage latency seed reason status flag batch epoch step',
);
const NUMBERS = words(
  'token char character word line length len size count number quantity total mean average std variance',
);
/** First words of names. */
const ANSWERED = words(
  'rejected chosen correct gold expected ideal preferred dispreferred accepted reference ground',
);
const COUNTED = words('num n nb count total avg mean max min std sum');
const FLAGGED = words('is has was needs flagged');
/** What a pointer such as an id, an address or a path may lead to that is part of the request. */
const POINTED_TO = words(
  'image img picture pic photo figure screenshot video vid audio speech media db database table passage context document article ' +
    'chart graph diagram scene attachment',
);
const POINTERS = words('id idx index url uri link href path file filename filepath name hash key uuid');
const ANSWER_POINTERS = words('idx index key letter number');
const ANSWER_POINTED_TO = words('answer correct gold label target solution');
function singular(word: string): string {
  if (word === 'ids') return 'id';
  if (/(?:ss|us|is)$/.test(word) || word.length < 4) return word;
  if (word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  if (/(?:sh|ch|x)es$/.test(word)) return word.slice(0, -2);
  return word.replace(/s$/, '');
}

/** The words of a name in lower case and the singular: `rejectedResponses` and `rejected_response` are the same. */
function wordsOfName(name: string): string[] {
  return (
    name
      .replace(/(\p{Ll}|\d)(\p{Lu})/gu, '$1 $2')
      .toLowerCase()
      .match(/\p{L}+\d*/gu)
      ?.map((word) => singular(BOOKKEEPING.has(word) ? word : word.replace(/\d+$/, ''))) ?? []
  );
}

const known = new Map<string, NamedPart | null>();
/** How many names are remembered, since every row has the same ones. */
const KEPT_NAMES = 10_000;

/** What a name says its field is; null when it says nothing. Case, separators and plurals make no difference. */
export function partOfName(name: string): NamedPart | null {
  const before = known.get(name);
  if (before !== undefined) return before;
  // A row comes from one file; several are what it is about.
  const part = /files$/i.test(name) ? ({ part: 'task' } as const) : partOfWords(wordsOfName(name));
  if (known.size >= KEPT_NAMES) known.clear();
  known.set(name, part);
  return part;
}

function partOfWords(all: readonly string[]): NamedPart | null {
  const [first] = all;
  const last = all.at(-1);
  if (first === undefined || last === undefined) return null;
  const before = all.slice(0, -1);
  if (POINTERS.has(last) && before.some((word) => POINTED_TO.has(word))) return { part: 'task' };
  if (ANSWER_POINTERS.has(last) && before.some((word) => ANSWER_POINTED_TO.has(word)))
    return { part: 'answer' };
  if (BOOKKEEPING.has(last)) return { part: 'bookkeeping' };
  if (last === 'name' && before.some((word) => BOOKKEEPING.has(word))) return { part: 'bookkeeping' };
  // `created_at` and `sent_at` are times; `unnamed: 0` and `index level 0` are what pandas calls the numbers of rows.
  if (before.length > 0 && last === 'at') return { part: 'bookkeeping' };
  if (first === 'unnamed' || (first === 'index' && all[1] === 'level'))
    return { part: 'bookkeeping', numbers: true };
  if (all.some((word) => BOOKKEEPING.has(word)) && before.length > 0 && ANSWER.has(last)) {
    return { part: 'bookkeeping', numbers: true };
  }
  if (NUMBERS.has(last) || (COUNTED.has(first) && before.length > 0))
    return { part: 'bookkeeping', numbers: true };
  if (ANSWER.has(last) || ANSWERED.has(first)) return { part: 'answer' };
  if (FLAGGED.has(first)) return { part: 'bookkeeping', numbers: true };
  return TASK.has(last) ? { part: 'task' } : null;
}
