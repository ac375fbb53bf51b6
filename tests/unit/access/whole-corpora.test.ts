import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { KindredError } from '../../../schemas/errors.ts';
import { WholeCorpora } from '../../../services/access/whole-corpora.ts';

const stays = (): AbortSignal => new AbortController().signal;
/** How many turns of the event loop another request takes, as one that asks the encoder and the store does. */
const TURNS = 20;

/** Answers that are given when they are let go, and the questions in the order in which they came to their turn. */
class Answers {
  readonly began: string[] = [];
  readonly turns: WholeCorpora;
  #open: (() => void)[] = [];
  most = 0;

  constructor(longestWaitMs?: number) {
    this.turns = new WholeCorpora(longestWaitMs);
  }

  ask(asker: string, about: string, signal = stays()): Promise<string> {
    return this.turns.ask(asker, about, signal, async () => {
      const number = this.began.push(about);
      await new Promise<void>((resolve) => {
        this.most = Math.max(this.most, this.#open.push(resolve));
      });
      return `${about}, answer ${number}`;
    });
  }

  /** Gives the oldest answer that is being made, and resolves when others have begun in its place. */
  async give(): Promise<void> {
    await settled();
    this.#open.shift()?.();
    await settled();
  }
}

async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await nextTurn();
}

const codeOf = (answer: Promise<unknown>): Promise<string> =>
  answer.then(
    () => 'answered',
    (error: unknown) => (error instanceof KindredError ? error.code : String(error)),
  );

describe('questions about whole corpora', () => {
  it('that wait while one finds the store gone are refused with it, and later ones are asked again', async () => {
    const turns = new WholeCorpora();
    let calls = 0;
    const gone = (): Promise<string> => {
      calls += 1;
      return sleep(20).then(() =>
        Promise.reject(new KindredError('store_unavailable', 'The store is gone.')),
      );
    };
    const asked = ['1', '2', '3'].map((about) => turns.ask('a', about, stays(), gone));
    expect(await Promise.all(asked.map(codeOf))).toEqual(Array(3).fill('store_unavailable'));
    expect(calls).toBe(1);
    expect(await turns.ask('a', '4', stays(), () => Promise.resolve('there'))).toBe('there');
  });

  it('of a key are answered one at a time, of all keys two, and the keys take turns', async () => {
    const answers = new Answers();
    const asked = ['a 1', 'a 2', 'a 3', 'b 1', 'c 1'].map((about) => answers.ask(about.slice(0, 1), about));
    await settled();
    expect(answers.began).toEqual(['a 1', 'b 1']);
    await answers.give();
    expect(answers.began).toEqual(['a 1', 'b 1', 'c 1']);
    for (let at = 0; at < 4; at++) await answers.give();
    expect(await Promise.all(asked)).toHaveLength(5);
    expect(answers.most).toBe(2);
    expect(answers.began.slice(3)).toEqual(['a 2', 'a 3']);
  });

  it('are answered together when a key asks the same, and never with an answer that had begun before', async () => {
    const answers = new Answers();
    const first = answers.ask('a', 'many');
    await settled();
    const later = [answers.ask('a', 'many'), answers.ask('a', 'many'), answers.ask('b', 'many')];
    for (let at = 0; at < 3; at++) await answers.give();
    expect(await first).toBe('many, answer 1');
    const [one, two, ofAnother] = await Promise.all(later);
    expect(one).toBe(two);
    expect(new Set([one, ofAnother])).toEqual(new Set(['many, answer 2', 'many, answer 3']));
    expect(answers.began).toHaveLength(3);
  });

  it('let another request take its turns of the event loop, one after the other and with pauses, and still go on', async () => {
    const turns = new WholeCorpora();
    let answered = 0;
    const asks = Array.from({ length: 8 }, (_, at) =>
      (async () => {
        for (let round = 0; round < 10; round++)
          await turns.ask(`key ${at}`, 'many', stays(), () => Promise.resolve(answered++));
      })(),
    );
    const before = await turns.beside(async () => {
      await nextTurn();
      const from = answered;
      for (let turn = 0; turn < TURNS; turn++) await nextTurn();
      return answered - from;
    });
    expect(before).toBeLessThanOrEqual(TURNS / 4);
    await turns.beside(async () => {
      const from = answered;
      while (answered < from + 4) await sleep(5);
      return answered;
    });
    await Promise.all(asks);
    expect(answered).toBe(80);
  });

  it('wait in bounded number, and a key that has as many as it may does not keep out another', async () => {
    const answers = new Answers();
    const waiting = ['a', 'b', 'c', 'd'].flatMap((key) =>
      Array.from({ length: 64 }, (_, at) => codeOf(answers.ask(key, `${key} ${at}`))),
    );
    expect(await codeOf(answers.ask('a', 'one more'))).toBe('too_much_at_once');
    expect(await codeOf(answers.ask('e', 'one more'))).toBe('store_unavailable');
    const shared = codeOf(answers.ask('a', 'a 63'));
    for (let at = 0; at < waiting.length; at++) await answers.give();
    expect(new Set(await Promise.all([...waiting, shared]))).toEqual(new Set(['answered']));
    expect(answers.began).toHaveLength(256);
  });

  it('wait for a bounded time, and are told then to come again', async () => {
    const answers = new Answers(20);
    const first = codeOf(answers.ask('a', 'first'));
    await settled();
    expect(await codeOf(answers.ask('a', 'second'))).toBe('store_unavailable');
    await answers.give();
    expect(await first).toBe('answered');
    expect(answers.began).toEqual(['first']);
  });

  it('are not answered when all who asked have gone, and a failure is that of its question alone', async () => {
    const answers = new Answers();
    const gone = new AbortController();
    const first = answers.ask('a', 'first');
    await settled();
    const left = [answers.ask('a', 'left', gone.signal), answers.ask('a', 'left', gone.signal)].map(codeOf);
    const half = [answers.ask('a', 'half left', gone.signal), answers.ask('a', 'half left')];
    const broken = (): Promise<never> => Promise.reject(new Error('broken'));
    const failing = codeOf(answers.turns.ask('a', 'failing', stays(), broken));
    gone.abort();
    expect(await Promise.all(left)).toEqual(['cancelled', 'cancelled']);
    await answers.give();
    await answers.give();
    expect(await first).toBe('first, answer 1');
    expect(await Promise.all(half)).toHaveLength(2);
    expect(await failing).toBe('Error: broken');
    expect(answers.began).toEqual(['first', 'half left']);
  });
});
