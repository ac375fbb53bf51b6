import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ZVecDocInput } from '@zvec/zvec';
import { readConfig } from '../../services/config.ts';
import { loadEncoderFiles } from '../../services/embedding/descriptor.ts';
import { openEmbeddedStore } from '../../services/store/embedded/stores.ts';
import { openCollection } from '../../services/store/embedded/zvec-collection.ts';
import type { EmbeddedRecord, SpaceSignature } from '../../services/store/port.ts';
import { verifyRecords } from '../../services/store/verify.ts';
import { randomVector, seededRandom, SIGNATURE, vectorsFor } from '../contract/store-samples.ts';
import { runCli } from '../e2e/run-cli.ts';
import { genuineRecords } from './genuine-records.ts';

const watch = { signal: new AbortController().signal, onProgress: () => undefined };

/** What a document of the engine holds that may be altered. */
interface Stored {
  payload: string;
  task: Float32Array;
}

const ALTERATIONS: readonly (readonly [string, (stored: Stored) => Partial<Stored>])[] = [
  [
    'a letter of its text',
    ({ payload }) => ({ payload: payload.replace('"instruction":"D', '"instruction":"d') }),
  ],
  ['its corpus', ({ payload }) => ({ payload: payload.replace('"corpus":"', '"corpus":"x') })],
  [
    'its label',
    ({ payload }) => ({ payload: payload.replace('"label":null', '"label":{"name":"a|b","confidence":1}') }),
  ],
  ['its vector', ({ task }) => ({ task: task.map((component) => -component) })],
  ['the length of its vector', ({ task }) => ({ task: task.map((component) => component / 2) })],
  ['its JSON', ({ payload }) => ({ payload: payload.slice(0, -50) })],
  ['its checksum', ({ payload }) => ({ payload: payload.replace(/[0-9a-f]{8}"\}$/, '00000000"}') })],
];

describe('a record that was altered in the embedded store', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'kindred-altered-'));
  });
  afterEach(async () => {
    await rm(directory, { recursive: true, force: true });
  });

  async function stored(records: readonly EmbeddedRecord[], signature: SpaceSignature): Promise<void> {
    const store = await openEmbeddedStore(join(directory, 'store'), signature);
    await store.upsert(records);
    await store.close();
  }

  /** Writes a document anew through the engine itself, past everything that Kindred checks. */
  async function alter(
    id: string,
    signature: SpaceSignature,
    change: (stored: Stored) => Partial<Stored>,
  ): Promise<void> {
    const collection = await openCollection(join(directory, 'store'), signature);
    const doc = collection.fetchSync([id])[id];
    if (doc === undefined) throw new Error('no such record');
    const payload = String(doc.fields['payload']);
    const vectors = {
      task: Float32Array.from(doc.vectors['task'] as number[]),
      content: doc.vectors['content'],
    };
    const changed = { payload, task: vectors.task, ...change({ payload, task: vectors.task }) };
    expect(changed).not.toEqual({ payload, task: vectors.task });
    const input = {
      ...doc,
      vectors: { ...vectors, task: changed.task },
      fields: { ...doc.fields, payload: changed.payload },
    };
    expect(collection.upsertSync([input as ZVecDocInput])[0]?.ok).toBe(true);
    collection.closeSync();
  }

  it('is found by "verify", whatever was altered, and nothing else is', async () => {
    const records = genuineRecords(seededRandom(7), 600).map(({ record, vectors }) => ({
      record: { ...record, label: null },
      vectors,
    }));
    await stored(records, SIGNATURE);
    const victims = ALTERATIONS.map(([name, change], at) => ({
      name,
      change,
      id: records[at * 80]?.record.id ?? '',
    }));
    for (const { id, change } of victims) await alter(id, SIGNATURE, change);
    const store = await openEmbeddedStore(join(directory, 'store'), SIGNATURE);
    const found = await verifyRecords(store, watch);
    await store.close();
    const why = new Map(found.listed.map((one) => [one.id, one.why]));
    for (const { name, id } of victims) expect(why.has(id), name).toBe(true);
    expect(found).toMatchObject({ records: 600, altered: victims.length });
  });

  it('without a checksum, as earlier versions stored it, is found by its id and hash', async () => {
    const records = genuineRecords(seededRandom(8), 3);
    const [first, second, third] = records.map(({ record }) => record.id);
    if (first === undefined || second === undefined || third === undefined) throw new Error('no records');
    await stored(records, SIGNATURE);
    const old = ({ payload }: Stored): { payload: string } => ({
      payload: payload.replace(/,"kindred_checksum":"[0-9a-f]{32}"\}$/, '}'),
    });
    await alter(first, SIGNATURE, old);
    await alter(second, SIGNATURE, (one) => ({
      payload: old(one).payload.replace('"output":"', '"output":"!'),
    }));
    const store = await openEmbeddedStore(join(directory, 'store'), SIGNATURE);
    const found = await verifyRecords(store, watch);
    expect(found).toMatchObject({ records: 3, with_checksum: 1, altered: 1, listed: [{ id: second }] });
    expect(await store.fetch([first, third])).toEqual(
      [first, third].map((id) => records.find(({ record }) => record.id === id)),
    );
    await store.close();
  });

  it('ends the command with 1 and its id, and an unaltered store with 0', async () => {
    const { descriptor, spaceId } = await loadEncoderFiles(readConfig({}).encoderDir);
    const { task, content } = descriptor.spaces;
    const signature = { spaceId, dimensions: { task: task.dimensions, content: content.dimensions } };
    const random = seededRandom(9);
    const records = genuineRecords(random, 20).map(({ record }) => ({
      record,
      vectors: vectorsFor(random, randomVector, signature),
    }));
    await stored(records, signature);
    const whole = await runCli('verify', '--data', directory, '--json');
    expect(whole).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(whole.stdout)).toEqual({ records: 20, with_checksum: 20, altered: 0, listed: [] });
    const id = records[3]?.record.id ?? '';
    await alter(id, signature, ({ payload }) => ({ payload: payload.replace('"output":"', '"output":"!') }));
    const altered = await runCli('verify', '--data', directory);
    expect(altered.code).toBe(1);
    expect(altered.stdout).toContain(`altered: ${id}: its content is not that of its id`);
  });
});
