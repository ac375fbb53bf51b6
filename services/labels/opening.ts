import { setsScene } from './scenes.ts';
import type { LabelToken } from './tokens.ts';

/** Words before a verb that change nothing about what is asked. */
const POLITE =
  /^(?:please|kindly|now|then|first|next|also|and|so|ok|okay|hi|hello|hey|just|briefly|help|me|q|question|\w+ly)$/;
/** How a request begins that names its verb only after a few words: "Could you", "I want you to", "Tell me how I can". */
const LEAD =
  /^(?:(?:can|could|would|will) you|i (?:want|need|would like|d like|will need) (?:you )?to|you will|you are (?:asked|tasked) to|your (?:task|job|goal) is to|(?:(?:explain|describe|tell me|show me) )?how (?:to|(?:do|does|can|could|should|would|might) (?:i|you|we|one)|(?:i|you|we|one) (?:can|could|should|would)))$/;
/** How a phrase begins that says what to work on before the verb: "Given two lists,", "From the text,". */
const GROUNDS =
  /^(?:given|using|from|based|by|in|for|with|as|considering|according|assuming|if|when|after|below|here)$/;

const isPolite = (text: string): boolean => POLITE.test(text);

/**
 * Whether the verb at `place` opens its sentence, but for courtesies and what it is to work on. A verb that stands deeper is mostly one
 * of what the request is about, as in "What are some dishes to celebrate the day?".
 */
export function opensSentence(words: readonly LabelToken[], place: number): boolean {
  const sentence = words[place]?.sentence;
  const before = words.filter((word, at) => at < place && word.sentence === sentence);
  const texts = before.filter(({ text }) => /[\p{L}\d]/u.test(text)).map(({ text }) => text.toLowerCase());
  if (isLead(texts)) return true;
  const inScene = setsScene(texts[0] ?? '');
  const pause = before.findLastIndex(
    ({ kind }) => kind === 'comma' || kind === 'colon' || (inScene && kind === 'conjunction'),
  );
  if (pause < 0) return false;
  const after = before.slice(pause + 1).map(({ text }) => text.toLowerCase());
  return (inScene || GROUNDS.test(texts[0] ?? '')) && isLead(after.filter((text) => /[\p{L}\d]/u.test(text)));
}

function isLead(texts: readonly string[]): boolean {
  const rest = texts.filter((text) => !isPolite(text));
  return rest.length === 0 || LEAD.test(texts.filter((text) => text === 'me' || !isPolite(text)).join(' '));
}
