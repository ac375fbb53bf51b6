import { beforeEach, describe, expect, it } from 'vitest';
import { eachOperation } from '../../../services/store/each-operation.ts';
import { openEmbeddedStore } from '../../../services/store/embedded/stores.ts';
import type { RecordStore } from '../../../services/store/port.ts';
import { sharedAnswers } from '../../../services/store/shared-answers.ts';
import { temporaryDirectory } from '../../api/temporary-directory.ts';
import { recordWith, seededRandom, SIGNATURE, vectorsFor } from '../../contract/store-samples.ts';
import { atEndOfFile } from '../../setup/end-of-file.ts';

/** A real store whose operations are counted, and wait for `gate`. */
class Watched {
  readonly asked: string[] = [];
  gate: Promise<void> = Promise.resolve();
  atOnce = 0;
  most = 0;

  around(store: RecordStore): RecordStore {
    return eachOperation(store, async (operation, run) => {
      this.asked.push(operation);
      this.most = Math.max(this.most, ++this.atOnce);
      try {
        await this.gate;
        return await run();
      } finally {
        this.atOnce -= 1;
      }
    });
  }

  times(operation: string): number {
    return this.asked.filter((asked) => asked === operation).length;
  }
}

let below: RecordStore;
let watched: Watched;
let names = 0;
const write = (store: RecordStore, label: string): Promise<void> =>
  store.upsert([
    {
      record: recordWith(`row ${names++}`, { label: { name: label, confidence: 1 } }),
      vectors: vectorsFor(seededRandom(names)),
    },
  ]);
const labelsOf = (store: RecordStore): Promise<number> =>
  store.facet('label', { corpora: ['main'] }, 10).then(({ distinct }) => distinct);
const held = (): { open: () => void; gate: Promise<void> } => {
  let open = (): void => undefined;
  const gate = new Promise<void>((resolve) => (open = resolve));
  return { open, gate };
};

beforeEach(async () => {
  below = await openEmbeddedStore(await temporaryDirectory(), SIGNATURE);
  atEndOfFile(() => below.close());
  watched = new Watched();
  await write(below, 'write|poem');
});

describe('questions about whole corpora', () => {
  it('are counted twice at most for all who ask at the same time', async () => {
    const store = sharedAnswers(watched.around(below), false);
    const answers = await Promise.all(Array.from({ length: 200 }, () => labelsOf(store)));
    expect(new Set(answers)).toEqual(new Set([1]));
    expect(watched.times('facet')).toBeLessThanOrEqual(2);
  });

  it('are answered from what was counted before, until a record is written or deleted', async () => {
    const store = sharedAnswers(watched.around(below), true);
    for (let at = 0; at < 5; at++) expect(await labelsOf(store)).toBe(1);
    expect(watched.times('facet')).toBe(1);
    await write(store, 'write|song');
    expect(await labelsOf(store)).toBe(2);
    await store.delete({ where: { must: [{ key: 'label', match: { value: 'write|poem' } }] } });
    expect(await labelsOf(store)).toBe(1);
    expect(watched.times('facet')).toBe(3);
  });

  it('give as many values as were asked for, and are counted once whether few or many were', async () => {
    await write(below, 'write|song');
    const store = sharedAnswers(watched.around(below), true);
    const values = async (most?: number): Promise<number> =>
      (await store.facet('label', {}, most)).values.length;
    expect([await values(1), await values(2), await values(1_000)]).toEqual([1, 2, 2]);
    expect(watched.times('facet')).toBe(1);
    expect(await values()).toBe(2);
  });

  it('are counted anew when another process has written', async () => {
    const store = sharedAnswers(watched.around(below), false);
    expect(await labelsOf(store)).toBe(1);
    await write(below, 'write|song');
    expect(await labelsOf(store)).toBe(2);
  });

  it('are never answered with what was counted before the asker wrote', async () => {
    const store = sharedAnswers(watched.around(below), false);
    const { open, gate } = held();
    watched.gate = gate;
    const early = store.count({});
    while (watched.times('count') === 0) await new Promise(setImmediate);
    await write(below, 'write|song');
    const late = [store.count({}), store.count({})];
    open();
    await early;
    expect(await Promise.all(late)).toEqual([2, 2]);
    expect(watched.times('count')).toBe(2);
  });

  it('are worked on two at a time; 64 different ones wait, and what is more is told to come again', async () => {
    const store = sharedAnswers(watched.around(below), true);
    const { open, gate } = held();
    watched.gate = gate;
    const asked = Array.from({ length: 100 }, (_, at) =>
      store.facet('label', { corpora: [`corpus ${at}`] }, 1).catch(codeOf),
    );
    const many = Promise.all(asked);
    for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
    const after = await store.facet('label', {}, 1).catch(codeOf);
    expect(after).toBe('store_unavailable');
    expect(watched.most).toBe(2);
    open();
    const refused = (await many).filter((answer) => answer === 'store_unavailable');
    expect(refused).toHaveLength(100 - 2 - 64);
    expect(watched.most).toBe(2);
    expect(await labelsOf(store)).toBe(1);
  });
});

function codeOf(error: unknown): unknown {
  return (error as { code?: unknown }).code;
}
