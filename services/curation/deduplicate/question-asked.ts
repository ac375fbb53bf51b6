/** What a question asks to know; `whether` is what `yes` or `no` answers. `what`, `which` and `how` may ask for any of these. */
export type AskedFor = 'when' | 'where' | 'who' | 'why' | 'how many' | Whether;
/** Whether something is so, and whether it may, must or should be done. */
type Whether = 'whether' | 'whether it may' | 'whether it must' | 'whether it should';

/** Words with which a question begins, where they mean nothing else in another of these languages. */
const BEGINNINGS: Readonly<Record<AskedFor, string>> = {
  when: 'when|what time|what date|what day|what year|which year|wann|quand|cuándo|когда|milloin|متى',
  where: 'where|wo|wohin|woher|où|dónde|adónde|где|куда|откуда|missä|mistä|minne|أين',
  who: 'who|whom|whose|wer|wen|wem|wessen|quién|quiénes|кто|кого|кому|kuka|ketkä',
  why: 'why|warum|wieso|weshalb|pourquoi|por qué|почему|зачем|miksi|لماذا',
  'how many':
    'how many|how much|wie viel|wie viele|wieviel|wieviele|combien|cuánto|cuánta|cuántos|cuántas|сколько|kuinka monta|montako|كم',
  whether:
    'is|are|was|were|do|does|did|has|have|had|will|would|ist|sind|war|waren|hat|haben|gibt|wird|werden|est ce|y a|hay|هل|onko|ovatko',
  'whether it may': 'may|can|could|darf|dürfen|kann|können|puis je|peut on|puedo|podemos|voiko|можно ли',
  'whether it must': 'must|muss|müssen|dois je|doit on|faut il|debo|debemos|täytyykö|нужно ли',
  'whether it should': 'should|shall|ought|soll|sollte|sollen|sollten|devrais je|debería|pitäisikö|стоит ли',
};
/** Words of languages without spaces, which stand anywhere in a question. */
const WITHIN: Readonly<Partial<Record<AskedFor, RegExp>>> = {
  when: /什么时候|何时|几点|哪一?年|いつ/u,
  where: /哪里|哪儿|在哪|どこ/u,
  who: /谁|誰/u,
  why: /为什么|为何|なぜ|どうして/u,
  'how many': /多少|几个|いくつ|いくら/u,
  whether: /吗|是否|能否/u,
};

/** What questions that begin with each word, or with each two, ask. */
const ASKED_BY: ReadonlyMap<string, AskedFor> = new Map(
  (Object.entries(BEGINNINGS) as [AskedFor, string][]).flatMap(([asked, words]) =>
    words.split('|').map((word): [string, AskedFor] => [word, asked]),
  ),
);
const isWhether = (asked: AskedFor): asked is Whether => asked.startsWith('whether');

/** Who is asked, behind the first word of a question: `can you tell me when` asks when, not whether. */
const ASKED_PERSON = new Set('you u du sie ihr tu vous usted ustedes'.split(' '));
/** With these behind `do`, a question asks whether something must be done. */
const OBLIGED = /^(?:do|does) \p{L}+ (?:have|need) to /u;
/** Words that may stand before a question. */
const BEFORE = /^(?:(?:and|but|so|also|then|ok|okay|please|und|aber|et|mais|pero|а|и|но) )+/u;

/** A sentence that ends with a question mark, without it; in a text without any, nothing is said to be a question. */
const QUESTION = /[^.!?。！？؟\n]+(?=[?？؟])/gu;
/** A longer text has questions within what it is about. */
const MOST_CHARS = 1_000;

/**
 * What the one question of a text asks to know; null of a text with none or several, and where its words do not tell.
 * @param text a request without what asks for nothing
 */
export function askedIn(text: string): AskedFor | null {
  if (text.length > MOST_CHARS) return null;
  const [question, another] = text.match(QUESTION) ?? [];
  if (question === undefined || another !== undefined) return null;
  const words = (question.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? []).join(' ').replace(BEFORE, '');
  return askedWithin(question) ?? askedByBeginning(words);
}

function askedWithin(question: string): AskedFor | null {
  const found = (Object.entries(WITHIN) as [AskedFor, RegExp][]).filter(([, words]) => words.test(question));
  return found.length === 1 ? (found[0]?.[0] ?? null) : null;
}

function askedByBeginning(question: string): AskedFor | null {
  const words = question.split(' ');
  const [first = '', second = ''] = words;
  const asked =
    ASKED_BY.get(`${first} ${second}`) ?? ASKED_BY.get(first) ?? (second === 'ли' ? 'whether' : null);
  if (asked === null || !isWhether(asked)) return asked;
  const others = words
    .slice(1)
    .map((word, place) => ASKED_BY.get(`${word} ${words[place + 2] ?? ''}`) ?? ASKED_BY.get(word));
  const within = new Set(others.filter((one) => one !== undefined && !isWhether(one)));
  if (within.size > 0 || ASKED_PERSON.has(second)) {
    return within.size === 1 && ASKED_PERSON.has(second) ? ([...within][0] ?? null) : null;
  }
  return OBLIGED.test(question) ? 'whether it must' : asked;
}

/**
 * Whether two questions ask for different things of what they are about; where one does not tell, they do not. What may be done is
 * not what must or should be; whether something must or should be done may be one question.
 */
export function askOtherThings(one: AskedFor | null, other: AskedFor | null): boolean {
  if (one === null || other === null || one === other) return false;
  if (!isWhether(one) || !isWhether(other)) return true;
  return one !== 'whether' && other !== 'whether' && [one, other].includes('whether it may');
}
