import type { Json } from '../../../../schemas/record.ts';
import type { Row } from '../../../corpus/row.ts';
import { cutAnswer, cutPair, single, usesTools } from './cut.ts';
import type { Media } from './example.ts';
import { Misfit } from './misfit.ts';
import type { Draft } from './trainer-file.ts';
import type { TrainerTurn } from './trainer-turns.ts';

/**
 * A row with `instruction, input, output, system, history` as LLaMA-Factory has it, where the history is a list of pairs. In
 * a file of pairs `chosen` and `rejected` stand in the place of the output; in a file where only some records are pairs,
 * beside it.
 */
export function alpacaRows(draft: Draft): readonly Row[] {
  const { file, example } = draft;
  const isPair = file.lesson === 'pairs' || (example.rejected !== null && file.beside);
  if (example.rejected !== null && !isPair) draft.chosenOnly = true;
  const pair = isPair ? cutPair(draft) : null;
  const { prompt, answer } =
    pair === null ? cutAnswer(draft) : { prompt: pair.prompt, answer: single(pair.chosen) };
  const rejected = pair === null ? null : textOf(single(pair.rejected));
  if (example.tools !== null)
    draft.lose('tools', 'Tools have no place in it: write it as `sharegpt` or `messages`.');
  if (
    file.table &&
    Object.values(example.media as Record<string, readonly string[]>).some(({ length }) => length > 0)
  )
    draft.lose('media', 'A table has no lists: write the file as JSONL, JSON or Parquet.');
  const { system, history, question } = partsOf(draft, prompt);
  const output = textOf(answer);
  return [
    {
      ...question,
      ...(file.lesson === 'pairs' ? {} : { output }),
      system,
      ...(file.table ? {} : { history }),
      ...(file.lesson === 'labels' ? { label: example.label } : {}),
      ...(file.lesson === 'pairs' || file.beside ? { chosen: pair === null ? null : output, rejected } : {}),
      ...mediaColumns(file.table ? null : example.media),
    },
  ];
}

/** The columns that LLaMA-Factory has for paths of pictures and sound; a table has none. */
export function mediaColumns(media: Media | null): Row {
  return media === null
    ? {}
    : { images: [...media.images], videos: [...media.videos], audios: [...media.audios] };
}

function textOf(turn: TrainerTurn): string {
  if (turn.calls.length > 0)
    throw new Misfit('tools', 'Calls of tools have no place in it: write it as `sharegpt` or `messages`.');
  return turn.content;
}

interface Parts {
  readonly system: string;
  readonly history: Json[];
  readonly question: { readonly instruction: string; readonly input: string };
}

function partsOf(draft: Draft, prompt: readonly TrainerTurn[]): Parts {
  if (usesTools(prompt))
    throw new Misfit('tools', 'Calls of tools have no place in it: write it as `sharegpt` or `messages`.');
  const system = prompt[0]?.role === 'system' ? prompt[0].content : '';
  const turns = prompt[0]?.role === 'system' ? prompt.slice(1) : prompt;
  const asked = turns.at(-1)?.content ?? '';
  const { instruction, input } = draft.record;
  const isOwn = asked === instruction || asked === `${instruction}\n\n${input}`;
  return {
    system,
    history: historyOf(draft, turns.slice(0, -1)),
    question: isOwn ? { instruction, input } : { instruction: asked, input: '' },
  };
}

function historyOf(draft: Draft, turns: readonly TrainerTurn[]): Json[] {
  const isPaired =
    turns.length % 2 === 0 && turns.every(({ role }, at) => role === (at % 2 === 0 ? 'user' : 'assistant'));
  if (!isPaired) {
    draft.lose(
      'history',
      'Its earlier turns are no pairs of a question and an answer: write it as `messages`.',
    );
    return [];
  }
  if (draft.file.table && turns.length > 0)
    draft.lose('history', 'A table has no lists: write the file as JSONL, JSON or Parquet.');
  const questions = turns.filter((_turn, at) => at % 2 === 0);
  return questions.map(({ content }, at) => [content, turns[2 * at + 1]?.content ?? '']);
}
