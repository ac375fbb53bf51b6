const set = (words: string): ReadonlySet<string> => new Set(words.split(' '));

/** Words that carry no topic: they may differ between two texts that ask for the same. Negations are not among them. */
export const FUNCTION_WORDS: ReadonlySet<string> = set(
  'a an the this that these those such some any each every all both another other one ones of in on at for with about ' +
    'into onto from to by as than then and or but so if when while where which who whom whose what how why there here ' +
    'is are was were be been being am do does did done has have had having can could will would shall should may might ' +
    'must i me my mine we us our you your yours he him his she her hers it its they them their theirs someone somebody ' +
    'something anyone anything everyone everything please kindly also just very really quite more most much many few ' +
    'little lot lots several up out off down over below above following given provided using via per within during ' +
    'between among across through upon along around like let lets only own same too yes ok etc ' +
    '的 了 吗 呢 吧 啊 是 在 和 与 及 或 把 被 给 请 我 你 您 他 她 它 们 这 那 个 一个 下面 以下 如下 一下 什么 怎么 如何 请问',
);

/**
 * Words that requests are made of, whatever they are about: `find the meaning of the term` asks for the same as `define`. How
 * far such words differ is left to the task score.
 */
export const REQUEST_WORDS: ReadonlySet<string> = set(
  'describe describes describing explain explains explaining identify determine define calculate create compose construct ' +
    'generate provide suggest discuss write give make find tell develop propose produce illustrate illustrates demonstrate ' +
    'concept term terms explanation description overview definition meaning meant means mean whether come take takes use ' +
    'used related relates relating reflect reflects reflecting theme idea notion certain particular specific called',
);

/** Words that turn the meaning of a text into its opposite. */
export const NEGATIONS: ReadonlySet<string> = set(
  'no not never none neither nor without except cannot 不 没 没有 无 非 别',
);

/** Words after which order matters: from A to B is not from B to A. */
export const DIRECTIONS: ReadonlySet<string> = set(
  'from to into than before after by minus over under versus',
);

const UNITS =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen ' +
  'seventeen eighteen nineteen twenty';
const ORDINALS = 'first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth';
const TENS = 'thirty forty fifty sixty seventy eighty ninety hundred';

/** Number words as digits: `five` is 5, `fourth` is 4th. */
export const NUMBER_WORDS: ReadonlyMap<string, string> = new Map([
  ...UNITS.split(' ').map((word, value): [string, string] => [word, String(value)]),
  ...TENS.split(' ').map((word, i): [string, string] => [word, String(30 + 10 * i)]),
  ...ORDINALS.split(' ').map((word, i): [string, string] => [word, ordinal(i + 1)]),
]);

function ordinal(value: number): string {
  return `${value}${['th', 'st', 'nd', 'rd'][value] ?? 'th'}`;
}
