const words = (list: string): ReadonlySet<string> => new Set(list.split(' '));

const ENGLISH = words(
  'the a an of to and or in on is are was be for with from by that this these those it its as at what how why who ' +
    'which when where if whether not you your i my me we our do does can could would should will into about any all ' +
    'following given please list write',
);

/** Function words of German, French, Spanish, Italian, Portuguese and Dutch that are no English words. */
const FOREIGN = words(
  'der die das und ein eine einen einem einer ist nicht für mit auf von zu den dem des wie wir sie über ' +
    'le la les du une et est dans pour sur avec que qui quel quelle quels ce cette un ' +
    'el los las y en por con una como qué cuál del para sobre su ' +
    'il lo gli che di della sono come un ' +
    'os um uma não da dos das na em são o e ' +
    'het een van voor met zijn hoe de',
);

const LEAST_LATIN_SHARE = 0.5;

/**
 * Whether a text can be parsed as English: at least half of its letters are Latin, and it has no more function words of
 * other languages than of English. A text without any function word counts as English.
 */
export function isEnglish(text: string): boolean {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  const latin = text.match(/\p{Script=Latin}/gu)?.length ?? 0;
  if (letters === 0 || latin < letters * LEAST_LATIN_SHARE) return false;
  let english = 0;
  let foreign = 0;
  for (const word of text.toLowerCase().match(/\p{L}+/gu) ?? []) {
    if (ENGLISH.has(word)) english += 1;
    if (FOREIGN.has(word)) foreign += 1;
  }
  return foreign === 0 || english >= foreign;
}
