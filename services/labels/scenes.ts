import type { LabelToken } from './tokens.ts';

/** How a sentence begins that sets a scene or gives a part to play, as in "Imagine you are a judge. Write …". */
const SCENE =
  /^(?:imagine (?:you|that|yourself)|pretend (?:you|that|to)|(?:act|roleplay) (?:as|like)|(?:take on|assume) the role|you (?:are|re|’re) an?|as an?)\b/;
const SCENE_WORDS = 4;
/** The verbs that set it. Their noun is the part to play, or what stands near it. */
const SCENE_VERBS: ReadonlySet<string> = new Set(['imagine', 'pretend', 'act', 'roleplay', 'take', 'assume']);

/** The numbers of the sentences that set a scene before the task. */
export function sceneSentences(words: readonly LabelToken[]): ReadonlySet<number> {
  const scenes = new Set<number>();
  for (const [i, word] of words.entries()) {
    if (i > 0 && words[i - 1]?.kind !== 'stop') continue;
    const start = words.slice(i, i + SCENE_WORDS).map(({ text }) => text.toLowerCase());
    if (SCENE.test(start.join(' '))) scenes.add(word.sentence);
  }
  return scenes;
}

/** Whether a verb of such a sentence only sets the scene; another may ask: "Imagine you are a chef and invent a dish". */
export function setsScene(verb: string): boolean {
  return SCENE_VERBS.has(verb);
}
