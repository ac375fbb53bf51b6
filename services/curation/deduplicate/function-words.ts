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
    'и а но или в во на с со к ко о об у за из от до для по при это этот эта эти тот та те я ты он она оно мы вы они мне меня тебя его её ей ему нас ' +
    'вас их им мой моя мои твой ваш ваша наш наша свой свою что как который которая которые какой какая какое какие где кто когда быть есть был ' +
    'была были будет можно нужно надо так же ли бы чтобы если то все всё очень также уже ещё пожалуйста следующий следующие ' +
    'في على هو هي هذا هذه ذلك تلك التي الذي أن إن كان يكون مع و أو ثم كيف ماذا كل بعض لي لك هل ' +
    'の を は が に で と も や する した して し ください くだ さい です ます でした ました か こと もの この その あの それ これ について という ため よう な だ である ' +
    'いる ある なる れる られる さ て た お ご 何 どの どう ' +
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
  'no not never none neither nor without except cannot ' +
    'nicht kein keine keinen keinem keiner keines nie niemals nichts ohne außer ne pas jamais aucun aucune sans sauf ' +
    'nunca jamás ningún ninguno ninguna sin salvo excepto не нет ни никогда без кроме ei eivät älä ilman ' +
    'لا ليس ليست لم لن غير بدون ない ません ず 不 不是 不会 不能 不要 不用 不得 没 没有 并非 无 无法 非 未 别 勿',
);

/** Words after which order matters: from A to B is not from B to A. */
export const DIRECTIONS: ReadonlySet<string> = set(
  'from to into onto than before after by minus over under versus nach von zu aus vers desde hacia hasta ' +
    'из от до من إلى عن 成 到 从 比 给 被 把 由',
);

/**
 * Words after which order matters where both texts have them: a recipe for soup is a soup recipe, but a gift for Ann from Bob
 * is none for Bob from Ann.
 */
export const SHARED_PREPOSITIONS: ReadonlySet<string> = set(
  'in of on for with without against until gegen mit ohne für contre avec sans pour contra con sin para в против для ضد 为',
);

const UNITS =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen ' +
  'seventeen eighteen nineteen twenty';
const ORDINALS = 'first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth';
const TENS = 'thirty forty fifty sixty seventy eighty ninety hundred';

/**
 * Number words of other languages from 2 on, a language a line; `_` where the word is one of English too, or an article. One is
 * left out everywhere, because it is the article in most of them.
 */
const OTHER_UNITS = [
  'zwei drei vier fünf sechs sieben acht neun zehn _ zwölf',
  'deux trois quatre cinq _ sept huit neuf dix onze douze',
  'dos tres cuatro cinco seis siete ocho nueve diez _ doce',
  'два три четыре пять шесть семь восемь девять десять одиннадцать двенадцать',
  'kaksi kolme neljä viisi kuusi seitsemän kahdeksan yhdeksän kymmenen yksitoista kaksitoista',
  'اثنان ثلاثة أربعة خمسة ستة سبعة ثمانية تسعة عشرة _ _',
  '两 三 四 五 六 七 八 九 十 十一 十二',
];
/** Signs of money and of hundredths, and the forms of their words, as one word each. */
const MONEY = '$ dollar dollars|€ euro euros|£ pound pounds|¥ yen|% percent prozent';

/** Symbols of units, and the words that are written in their place. Those that are other words too, as `second` and `foot`, are left out. */
const MEASURES =
  'km kilometre kilometres kilometer kilometers kilomètre kilomètres kilómetro kilómetros километр километра километров 公里 千米|' +
  'm metre metres meter meters mètre mètres metro metros метр метра метров 米|' +
  'cm centimetre centimetres centimeter centimeters zentimeter centimètre centimètres centímetro centímetros сантиметр 厘米|' +
  'mm millimetre millimetres millimeter millimeters millimètre millimètres milímetro milímetros миллиметр 毫米|' +
  'kg kilogram kilograms kilogramm kilogramme kilogrammes kilogramo kilogramos килограмм килограмма килограммов 公斤 千克|' +
  'g gram grams gramm gramme grammes gramo gramos грамм грамма граммов 克|mg milligram milligrams milligramm milligramme milligrammes miligramo miligramos|' +
  'l litre litres liter liters litro litros литр литра литров 升|ml millilitre millilitres milliliter milliliters mililitro mililitros миллилитр 毫升|' +
  'h hour hours stunde stunden heure heures hora horas час часа часов 小时|min minute minutes minuten minuto minutos минута минуты минут 分钟';

/** Words and signs that are compared in another form: `five` is 5, `fourth` is 4th, `$` is dollar, kilometres are km. */
export const FOLDED_WORDS: ReadonlyMap<string, string> = new Map([
  ...OTHER_UNITS.flatMap((words) =>
    words.split(' ').map((word, i): [string, string] => [word, String(i + 2)]),
  ).filter(([word]) => word !== '_'),
  ...MONEY.split('|').flatMap((forms) => {
    const [sign = '', name = '', ...others] = forms.split(' ');
    return [sign, name, ...others].map((form): [string, string] => [form, name]);
  }),
  ...MEASURES.split('|').flatMap((forms) => {
    const [symbol = '', ...words] = forms.split(' ');
    return words.map((word): [string, string] => [word, symbol]);
  }),
  ...UNITS.split(' ').map((word, value): [string, string] => [word, String(value)]),
  ...TENS.split(' ').map((word, i): [string, string] => [word, String(30 + 10 * i)]),
  ...ORDINALS.split(' ').map((word, i): [string, string] => [word, ordinal(i + 1)]),
]);

function ordinal(value: number): string {
  return `${value}${['th', 'st', 'nd', 'rd'][value] ?? 'th'}`;
}
