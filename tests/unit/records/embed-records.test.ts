import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { InstructionContent } from '../../../schemas/record.ts';
import { readConfig } from '../../../services/config.ts';
import { toRecord } from '../../../services/corpus/record.ts';
import { Directions } from '../../../services/embedding/directions.ts';
import { openEncoder } from '../../../services/embedding/onnx-encoder.ts';
import type { Encoder } from '../../../services/embedding/port.ts';
import { EpochFiles, epochsOfOneProcess } from '../../../services/epochs/epoch-files.ts';
import { openEmbeddedStore } from '../../../services/store/embedded/stores.ts';
import { eachOperation } from '../../../services/store/each-operation.ts';
import type { EmbeddedRecord, RecordStore } from '../../../services/store/port.ts';
import { embedRecords, type EmbedRecordsDeps } from '../../../services/records/embed-records.ts';
import { Claims } from '../../../services/records/claims.ts';

function content(instruction: string, output = 'An answer.'): InstructionContent {
  return {
    instruction,
    input: '',
    output,
    system: '',
    history: [],
    source: null,
    user_id: null,
    metadata: {},
  };
}

describe('the job that embeds records', () => {
  let directory = '';
  let encoder: Encoder;
  let store: RecordStore;
  const claims = new Claims();
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'kindred-embed-'));
    encoder = await openEncoder(readConfig({}).encoderDir);
    store = await openEmbeddedStore(join(directory, 'store'), encoder);
  });
  afterAll(async () => {
    await store.close();
    await encoder.close();
    await rm(directory, { recursive: true, force: true });
  });

  const run = (
    corpus: string,
    contents: readonly InstructionContent[],
    reuse_from?: string[],
    teller: EmbedRecordsDeps['encoder'] = encoder,
  ) => {
    const records = contents.map((one) => toRecord(one, corpus, null));
    const signal = new AbortController().signal;
    return embedRecords(
      { payload: { corpus, records, ...(reuse_from && { reuse_from }) }, signal },
      { store, encoder: teller, claims, epochs: epochsOfOneProcess(new EpochFiles(directory)) },
    );
  };

  it('nothing of a batch stays when its corpus is deleted while it is written, and all of a later one', async () => {
    const epochs = epochsOfOneProcess(new EpochFiles(directory));
    const records = [content('Feed the cat.'), content('Feed the dog.')].map((one) =>
      toRecord(one, 'pets', null),
    );
    const ids = records.map(({ id }) => id);
    const signal = new AbortController().signal;
    const deletedAfterWrite = async (written: readonly EmbeddedRecord[]): Promise<void> => {
      await store.upsert(written);
      await epochs.raise('pets');
    };
    const deps = {
      store: { ...eachOperation(store, (_name, run) => run()), upsert: deletedAfterWrite },
      encoder,
    };
    const batch = embedRecords({ payload: { corpus: 'pets', records }, signal }, { ...deps, claims, epochs });
    await expect(batch).rejects.toMatchObject({ code: 'conflict' });
    expect(await store.existing(ids)).toEqual(new Set());
    const { epoch } = await epochs.of('pets');
    const again = { payload: { corpus: 'pets', records, epoch }, signal };
    expect(await embedRecords(again, { store, encoder, claims, epochs })).toMatchObject({ stored: 2 });
    const late = embedRecords(
      { payload: { corpus: 'pets', records }, signal },
      { store, encoder, claims, epochs },
    );
    await expect(late).rejects.toThrow("The corpus 'pets' was deleted");
    expect(await store.existing(ids)).toEqual(new Set(ids));
  });

  it('writes every record with the vectors of its own text', async () => {
    expect(await run('plain', [content('Write a poem.'), content('Add two numbers.')])).toMatchObject({
      rows: 2,
      stored: 2,
      skipped: 0,
      embedded: 2,
    });
    const { vectors } = await encoder.embed(['Write a poem.']);
    const query = vectors[0]?.content ?? new Float32Array();
    const [nearest] = await store.nearest({ space: 'content', vector: query, limit: 1, corpora: ['plain'] });
    expect(nearest?.record.instruction).toBe('Write a poem.');
    expect(nearest?.score).toBeGreaterThan(0.999);
  });

  it('a second run computes and writes nothing', async () => {
    const rows = [content('Name a river.'), content('Name a mountain.')];
    await run('twice', rows);
    expect(await run('twice', rows)).toMatchObject({ stored: 0, skipped: 2, embedded: 0 });
    expect(await store.count({ corpora: ['twice'] })).toBe(2);
  });

  it('equal texts are embedded once: in one batch, in later batches and in other corpora', async () => {
    const rows = [content('Sing a song.', 'La.'), content('Sing a song.', 'Tra la.')];
    expect(await run('songs', rows)).toMatchObject({ stored: 2, embedded: 1, reused: 1 });
    expect(await run('songs', [content('Sing a song.', 'Hum.')])).toMatchObject({
      stored: 1,
      embedded: 0,
      reused: 1,
    });
    expect(await run('more-songs', rows)).toMatchObject({ stored: 2, embedded: 0, reused: 2 });
  });

  it('equal texts are embedded once even in jobs that run side by side', async () => {
    const rows = [content('Run side by side.', 'A.'), content('Run in a row.', 'B.')];
    const results = await Promise.all([run('left', rows), run('right', rows), run('middle', rows)]);
    expect(results.map(({ embedded }) => embedded).sort()).toEqual([0, 0, 2]);
    expect(results.map(({ stored }) => stored)).toEqual([2, 2, 2]);
  });

  it('takes vectors from the corpora that it is given alone, also beside a job that embeds the same', async () => {
    const rows = [content('Whisper a secret.')];
    await run('foreign', rows);
    expect(await run('own', rows, ['own', 'mine'])).toMatchObject({ stored: 1, embedded: 1, reused: 0 });
    expect(await run('mine', rows, ['own', 'mine'])).toMatchObject({ stored: 1, embedded: 0, reused: 1 });
    const other = [content('Whisper another secret.')];
    const [, own] = await Promise.all([run('foreign', other), run('own', other, ['own', 'mine'])]);
    expect(own).toMatchObject({ embedded: 1, reused: 0 });
  });

  it('a label that the encoder tells is the same for vectors that are computed and for those that are reused', async () => {
    const rows = [content('Kirjoita runo syksystä.'), content('Luettele kolme jokea.')];
    const { vectors } = await encoder.embed(rows.map(({ instruction }) => instruction));
    const names = ['write|poem', 'list|river'];
    const kinds = vectors.map(({ task }, at) => ({ name: names[at] ?? '', vector: [...task] }));
    const labels = new Directions({
      kinds,
      temperature: 0.01,
      calibration: [{ from: 0, probability: 0.6 }],
    });
    const teller = { embed: encoder.embed.bind(encoder), kinds: null, labels };
    for (const corpus of ['computed', 'reused']) {
      const result = await run(corpus, rows, undefined, teller);
      expect(result).toMatchObject({ stored: 2, embedded: corpus === 'computed' ? 2 : 0 });
      const { records } = await store.scroll({ corpora: [corpus] }, { limit: 9 });
      const told = records.map(({ record: { instruction, label } }) => [instruction, label] as const);
      expect(new Map(told)).toEqual(
        new Map(
          rows.map(({ instruction }, at) => [
            instruction,
            { name: names[at], confidence: 0.6, from: 'neighbours' },
          ]),
        ),
      );
    }
  });

  it('a row that stands twice in a batch is one record, and the count says so', async () => {
    expect(await run('same', [content('Same.'), content('Same.')])).toMatchObject({
      rows: 2,
      stored: 1,
      skipped: 1,
    });
  });

  it('a text longer than the encoder reads is stored and counted as cut', async () => {
    const long = content(`Summarise this. ${'Many words follow here. '.repeat(400)}`);
    expect(await run('long', [long])).toMatchObject({ stored: 1, truncated: 1 });
  });
});
