/** A part of a text up to the next comma or the end of its sentence, without what is said only out of politeness. */
export interface Clause {
  /** What asks, after the polite opening. */
  readonly text: string;
  /** What stands before the polite opening: in `这段话请翻译` it is `这段话`. */
  readonly topic: string;
  /** Whether somebody is asked to do something: `请`, `帮我`, `你能`. */
  readonly isRequest: boolean;
  /** Whether the clause sets a scene, as `如果…` and `假设你是…` do. */
  readonly isSetting: boolean;
  /** Whether its sentence ends with a question mark. */
  readonly isInQuestion: boolean;
  readonly isFirst: boolean;
  /** The sign that ends it. */
  readonly end: string;
  /** The number of its sentence, from 0. */
  readonly sentence: number;
}

/** Stands for a quotation, an address or code, which are no part of the request. */
export const QUOTED = '※';

const oneOf = (...alternatives: readonly string[]): string => `(?:${alternatives.join('|')})`;
const starting = (pattern: string): RegExp => new RegExp(`^${pattern}`, 'u');

const QUOTATIONS = new RegExp(
  [
    '```[\\s\\S]*?(?:```|$)',
    '`[^`\\n]*`',
    '“[^”]{0,600}”',
    '「[^」]{0,600}」',
    '『[^』]{0,600}』',
    '"[^"]{0,600}"',
    '‘[^’]{0,200}’',
    'https?:[\\x21-\\x7e]+',
  ].join('|'),
  'gu',
);
const ASIDES = /\([^()]{0,200}\)|【[^】]{0,100}】/gu;
const ENDS = /([,:;。!?…\n、]|—{2,}|(?<![\p{L}\p{N}])\.|\.(?![\p{L}\p{N}]))/u;
const ENDS_SENTENCE = /^[。!?;…\n.]$/u;
const GOES_ON = /^(?:[,:、]|—+)$/u;

/** `请`, unless it belongs to `请问`, `请求`, `请假` and the like. */
const PLEASE = oneOf('请(?!问|求|教|假|客|柬|示|愿)(?:您|你|大家)?', '麻烦(?:您|你)?');
/** A request by which somebody is asked, at the start of a clause. */
const REQUEST = starting(
  oneOf(
    PLEASE,
    '烦请|劳烦(?:您|你)?|劳驾|拜托(?:您|你)?|让我们|任务是',
    '帮(?:助)?(?:我们|我|忙)|替我|为我们?(?=\\p{Script=Han})',
    '(?:您|你)?(?:能否|能不能|可否|可不可以|是否可以|是否能够?|是否愿意)',
    '(?:您|你)(?:可以|能够?|会|来|的任务是|的工作是|需要|要|必须|应该|应当|应|将|负责)',
    '(?:我们|我)?(?:现在)?(?:想要|希望|需要|想|要)(?:让|请|要|叫)?(?:您|你|ChatGPT)(?:能够?|可以|来|去)?',
    '(?:可以|能)(?=.+吗$)',
  ),
);
/** Words before what asks that say nothing about it. */
const FILLER = starting(
  oneOf(
    '(?:您|你)好(?=.)|请问(?:一下)?|那么|那|好的|嗨',
    '首先|然后|接着|接下来|最后|其次|另外|此外|现在|并且|并|同时|再|先|也|还|来|去|能够?|可以|一下',
    '尝试着?|试着|试图?|尽量|尽可能|直接|分别|重新|自动(?![驾化机挡])|快速',
    '(?:简单|简要|简短|详细|具体|仔细|认真|准确|正确)地?',
    '(?:\\d+|[一二三四五六七八九十]{1,2})[.)]|\\d{1,2}[.、)]\\s*|[\\s·*#>•○●-]+',
    '我(?:们)?(?:很|非常|特别)?(?:想要|想|需要|希望|要|打算|准备)(?![是的])',
  ),
);
/** An opening within a clause, after its topic. */
const WITHIN = new RegExp(
  `^(.{2,80}?[^邀申聘宴敬何么若要想])(${oneOf(PLEASE, '(?:您|你)?(?:能否|能不能|可否|可以)(?=帮|给我)', '帮我')}.+)$`,
  'u',
);
const SETTING = starting(
  oneOf(
    '如果|假设|假如|假定|假若|若是?|倘若|要是|虽然|即使|无论|只要|想象|由于|因为',
    '作为|身为|现在你是|你(?:现在)?是|我(?:现在)?是|给定|已知|设有?(?=[a-zA-Z※])|给你(?:一|几)',
    '根据|按照|基于|针对|关于|对于|除了|为了|随着|通过|以.{1,20}为(?:例|背景|主题|题)',
    '当.+(?:时|时候)$|在.+(?:中|时|里|下|后|前|上)$',
  ),
);

/** Cuts a simplified text into clauses. */
export function* clausesOf(text: string): Generator<Clause> {
  const plain = text
    .replace(QUOTATIONS, QUOTED)
    .replace(ASIDES, '')
    .replace(/\.{2,}/gu, '…');
  const parts = plain.split(ENDS);
  let sentence = 0;
  let isFirst = true;
  let listed = '';
  for (let i = 0; i < parts.length; i += 2) {
    const end = parts[i + 1] ?? '';
    const clause = (listed + (parts[i] ?? '')).trim();
    // `、` joins the members of a list, which are one clause.
    listed = end === '、' ? `${clause}、` : '';
    if (listed !== '' || clause === '') continue;
    yield { ...openingOf(clause), isInQuestion: endOfSentence(parts, i) === '?', isFirst, end, sentence };
    isFirst = false;
    if (ENDS_SENTENCE.test(end)) sentence += 1;
  }
}

function endOfSentence(parts: readonly string[], from: number): string {
  for (let i = from + 1; i < parts.length; i += 2) {
    const sign = parts[i] ?? '';
    if (!GOES_ON.test(sign)) return sign;
  }
  return '';
}

type Opening = Pick<Clause, 'text' | 'topic' | 'isRequest' | 'isSetting'>;

function openingOf(clause: string): Opening {
  const plain = withoutOpening(clause);
  const isSetting = SETTING.test(plain.text);
  const within = plain.isRequest ? null : WITHIN.exec(plain.text);
  if (within?.[2] === undefined) return { ...plain, topic: '', isSetting };
  return { ...withoutOpening(within[2]), topic: isSetting ? '' : (within[1] ?? ''), isSetting: false };
}

function withoutOpening(clause: string): Pick<Clause, 'text' | 'isRequest'> {
  let text = clause;
  let isRequest = false;
  for (;;) {
    const request = REQUEST.exec(text)?.[0];
    const skipped = request ?? FILLER.exec(text)?.[0] ?? '';
    if (skipped === '' || skipped.length >= text.length) return { text, isRequest };
    isRequest ||= request !== undefined;
    text = text.slice(skipped.length).trimStart();
  }
}
