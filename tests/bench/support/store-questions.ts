import type { TextVectors } from '../../../services/embedding/port.ts';
import type { RecordStore } from '../../../services/store/port.ts';
import { quantile, timesOf } from './figures.ts';

export interface Question {
  readonly text: string;
  readonly vectors: TextVectors;
}

const NEAREST = 50;
/** Of questions whose time grows with the collection, which are asked less often. */
const FEW = 10;

/** Milliseconds of what the API asks of a store, p50 and p95, one question after the other. */
export async function questionTimes(
  store: RecordStore,
  corpus: string,
  questions: readonly Question[],
): Promise<[string, number][]> {
  const asked = async (
    name: string,
    count: number,
    run: (question: Question, at: number) => Promise<unknown>,
  ): Promise<[string, number][]> => {
    const times = await timesOf(count, async (at) => {
      const question = questions[at % questions.length];
      if (question !== undefined) await run(question, at);
    });
    return [
      [`${name}, ms p50`, quantile(times, 0.5)],
      [`${name}, ms p95`, quantile(times, 0.95)],
    ];
  };
  const all = questions.length;
  const nearest = { space: 'task', limit: NEAREST } as const;
  return [
    ...(await asked('nearest 50 by task', all, ({ vectors }) =>
      store.nearest({ ...nearest, vector: vectors.task }),
    )),
    ...(await asked('nearest 50 by content', all, ({ vectors }) =>
      store.nearest({ ...nearest, space: 'content', vector: vectors.content }),
    )),
    ...(await asked('nearest 50 in a corpus', all, ({ vectors }) =>
      store.nearest({ ...nearest, vector: vectors.task, corpora: [corpus] }),
    )),
    ...(await asked('50 by words', all, ({ text }) => store.lexical({ text, limit: NEAREST }))),
    ...(await asked('count of a corpus', FEW, () => store.count({ corpora: [corpus] }))),
    ...(await asked('list of corpora', FEW, () => store.facet('corpus', {}))),
    ...(await asked('labels of a corpus', FEW, () => store.facet('label', { corpora: [corpus] }))),
    ...(await asked('page of 50', FEW, () => store.scroll({ corpora: [corpus] }, { limit: NEAREST }))),
    ...(await asked('sample of 50', FEW, (_, at) => store.sample({}, NEAREST, at))),
  ];
}
