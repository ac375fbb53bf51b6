import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { CorpusDetail, RecordPage, TaskList } from '../../schemas/api/corpora.ts';
import { DemonstrationsResponse } from '../../schemas/api/found-demonstrations.ts';
import { ReembeddingReport } from '../../schemas/api/jobs.ts';
import { ReembeddingAccepted } from '../../schemas/api/reembeddings.ts';
import type { InstructionRecord } from '../../schemas/record.ts';
import { verifyRecords } from '../../services/store/verify.ts';
import { TINY, writeDirections, writeOtherEncoder } from '../encoder-folder.ts';
import { curated } from './curation.ts';
import { answerOf, ingest, jsonLines, startService, type Service } from './service.ts';
import { temporaryDirectory } from './temporary-directory.ts';

/** Instructions that no parser of Kindred reads, by the label that is right for each. */
const UNPARSED = {
  'write|poem': 'Kirjoita runo syksystä',
  'translate|sentence': 'Переведи это предложение на английский',
};
/** Sure of the nearest one, as each text is one of the directions. */
const SURE = { temperature: 0.001, calibration: [{ from: 0, probability: 0.7 }] };
const TOLD = { confidence: 0.7, from: 'neighbours' };

/** Two rows of each, and two that the parser labels, one of them as the encoder labels others. */
const ROWS = [
  ...Object.values(UNPARSED).flatMap((instruction) => [
    { instruction, output: 'Valmis.' },
    { instruction, output: 'Toinen.' },
  ]),
  { instruction: 'Write a poem about autumn.', output: 'Leaves.' },
  { instruction: 'List three facts about whales.', output: 'They sing.' },
];

async function records(service: Service, query = ''): Promise<InstructionRecord[]> {
  return (await answerOf(RecordPage, service.fetch(`/v1/corpora/house/records?limit=500${query}`))).records;
}

/** The labels by instruction; where one is from stands before it. */
async function labels(service: Service): Promise<Record<string, string | null>> {
  const found = (await records(service)).map(({ instruction, label }) => [
    instruction,
    label && `${label.from ?? 'words'}: ${label.name}`,
  ]);
  return Object.fromEntries(found) as Record<string, string | null>;
}

const OF_WORDS = {
  'Write a poem about autumn.': 'words: write|poem',
  'List three facts about whales.': 'words: list|fact',
};

describe('an encoder with labels', () => {
  let service: Service;
  beforeAll(async () => {
    const folder = join(await temporaryDirectory(), 'encoder');
    await cp(TINY, folder, { recursive: true });
    await writeDirections(folder, 'labels', UNPARSED, SURE);
    service = await startService({ environment: { KINDRED_ENCODER: folder } });
    await ingest(service, 'house', ROWS);
  });

  it('labels what no parser reads and says so; a label of the parser stays as it is', async () => {
    expect(await labels(service)).toEqual({
      [UNPARSED['write|poem']]: 'neighbours: write|poem',
      [UNPARSED['translate|sentence']]: 'neighbours: translate|sentence',
      ...OF_WORDS,
    });
    const told = (await records(service)).flatMap(({ label }) => (label?.from ? [label] : []));
    expect(told).toHaveLength(4);
    for (const label of told) expect(label).toMatchObject(TOLD);
  });

  it('has them counted, listed and filtered by as labels, and tells how many there are', async () => {
    const list = await answerOf(TaskList, service.fetch('/v1/corpora/house/tasks'));
    expect(list.tasks.map(({ label, count }) => [label, count])).toEqual([
      ['write|poem', 3],
      ['translate|sentence', 2],
      ['list|fact', 1],
    ]);
    expect(list).toMatchObject({ total: 3, unlabelled: 0, from_neighbours: 4 });
    const detail = await answerOf(CorpusDetail, service.fetch('/v1/corpora/house'));
    expect(detail).toMatchObject({ labels: 3, unlabelled: 0 });
    const poems = await records(service, `&label=${encodeURIComponent('write|poem')}`);
    expect(poems.map(({ label }) => label?.name)).toEqual(Array(3).fill('write|poem'));
  });

  it('lets a question leave them out or ask for them alone', async () => {
    const told = { key: 'label_from', match: { value: 'neighbours' } };
    const ask = async (filter: object): Promise<(string | undefined)[]> => {
      const body = { instruction: 'Sing.', k: 9, filter, score_threshold: -1, allow_near: true };
      const answer = await answerOf(DemonstrationsResponse, service.postJson('/v1/demonstrations', body));
      return answer.demonstrations.map(({ record }) => record.label?.from);
    };
    expect(new Set(await ask({ must: [told] }))).toEqual(new Set(['neighbours']));
    expect(await ask({ must_not: [told] })).toEqual([undefined, undefined]);
  });

  it('changes nothing of what is exported, and its labels are in checksums and in titles of groups', async () => {
    const { job } = await curated(service, 'export', '/v1/corpora/house/exports', {});
    const file = await service.fetch(`/v1/jobs/${job.id}/files/export.jsonl`);
    expect(await file.text()).toBe(jsonLines(ROWS));
    const { report } = await curated(service, 'group-tasks', '/v1/corpora/house/task-groups', {});
    expect(report.largest.flatMap((group) => group.labels.map(({ label }) => label))).toContain(
      'translate|sentence',
    );
    const { store } = service.kindred.encodings.live();
    const watch = { onProgress: () => undefined, signal: new AbortController().signal };
    expect(await verifyRecords(store, watch)).toMatchObject({ records: 6, with_checksum: 6, altered: 0 });
  });
});

describe('labels that an encoder told, when their corpus moves to another encoder', () => {
  it.concurrent.each([
    [
      'are told anew, and those of the parser stay',
      { 'compose|verse': UNPARSED['write|poem'], 'render|text': UNPARSED['translate|sentence'] },
      ['neighbours: compose|verse', 'neighbours: render|text'],
    ],
    ['vanish when that has none, and those of the parser stay', null, [null, null]],
  ])('%s', async (_, next, [poem, translation]) => {
    const base = await temporaryDirectory();
    const [current, other] = [join(base, 'current'), join(base, 'other')];
    await cp(TINY, current, { recursive: true });
    await writeDirections(current, 'labels', UNPARSED, SURE);
    await writeOtherEncoder(other, TINY);
    if (next !== null) await writeDirections(other, 'labels', next, SURE);
    const environment = { KINDRED_ENCODER: current, KINDRED_NEXT_ENCODER: other };
    const service = await startService({ environment });
    await ingest(service, 'house', ROWS);
    expect(await labels(service)).toMatchObject({ [UNPARSED['write|poem']]: 'neighbours: write|poem' });
    const moving = service.fetch('/v1/corpora/house/reembed', { method: 'POST' });
    const { job } = await answerOf(ReembeddingAccepted, moving, 202);
    await service.fetch(`/v1/jobs/${job}/events`).then((response) => response.text());
    const { result } = await answerOf(ReembeddingReport, service.fetch(`/v1/jobs/${job}`));
    expect(result).toMatchObject({ switched: true });
    expect(await labels(service)).toEqual({
      [UNPARSED['write|poem']]: poem,
      [UNPARSED['translate|sentence']]: translation,
      ...OF_WORDS,
    });
    const list = await answerOf(TaskList, service.fetch('/v1/corpora/house/tasks'));
    expect([list.unlabelled, list.from_neighbours]).toEqual(next === null ? [4, undefined] : [0, 4]);
  });
});
