import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { decodeColours } from '../../schemas/colour-file.ts';
import { COLOUR_FILES, MAP_FILE } from '../../schemas/curation/project.ts';
import { decodeMap, idAt, MAP_SIDE, type CorpusMap } from '../../schemas/map-file.ts';
import { RecordPage } from '../../schemas/api/corpora.ts';
import { curated } from './curation.ts';
import { answerOf, errorOf, ingest, startService, type Service } from './service.ts';

const TASKS = ['Write a poem about', 'Explain how to repair', 'Translate into Latin the word for'];
const rowsFrom = (begin: number, end: number) =>
  Array.from({ length: end - begin }, (_, n) => ({
    instruction: `${TASKS[n % 3]} ${['rain', 'bread', 'a bicycle', 'the moon', 'a river'][n % 5]} number ${begin + n}.`,
    output: `Answer ${begin + n}.`,
    topic: n % 2 === 0 ? 'even' : 'odd',
    worth: begin + n,
  }));
const MAPS = '/v1/corpora/drawn/maps';

let service: Service;
let first: string;

beforeAll(async () => {
  service = await startService();
  await ingest(service, 'drawn', rowsFrom(0, 60));
  first = (await curated(service, 'project', MAPS, {})).job.id;
});

const bytesOf = async (path: string): Promise<Uint8Array> =>
  new Uint8Array(await (await service.fetch(path)).arrayBuffer());
const mapOf = async (job: string): Promise<CorpusMap> =>
  decodeMap(await bytesOf(`/v1/jobs/${job}/files/${MAP_FILE}`));
const coloursOf = async (field: string) =>
  decodeColours(await bytesOf(`/v1/jobs/${first}/colours?field=${encodeURIComponent(field)}`));

describe('the map of a corpus', () => {
  it('has a place for every record in both spaces, and the same bytes when it is drawn anew', async () => {
    const map = await mapOf(first);
    const { records } = await answerOf(RecordPage, service.fetch('/v1/corpora/drawn/records?limit=100'));
    expect(records.map(({ id }) => id)).toEqual(Array.from({ length: 60 }, (_, row) => idAt(map.ids, row)));
    expect(Math.max(...map.places.task)).toBeLessThanOrEqual(MAP_SIDE);
    expect(map.places.content).not.toEqual(map.places.task);
    const again = await curated(service, 'project', MAPS, { anew: true });
    expect(await mapOf(again.job.id)).toEqual(map);
    expect(again.report).toMatchObject({ rows: 60, landmarks: 60, known: 0 });
  });

  it('has colours by fields of records, in the order of its rows', async () => {
    const { legend, codes } = await coloursOf('metadata.topic');
    expect(legend.entries.map(({ value }) => value)).toEqual(['even', 'odd']);
    expect(codes).toHaveLength(60);
    expect((await coloursOf('metadata.worth')).legend.kind).toBe('ranges');
    const kinds = await coloursOf('kind');
    expect(kinds.legend.entries.length).toBeGreaterThan(1);
    expect(decodeColours(await bytesOf(`/v1/jobs/${first}/files/${COLOUR_FILES.kind}`))).toEqual(kinds);
    expect((await coloursOf('metadata.absent')).legend).toMatchObject({ entries: [], without: 60 });
  });

  it('has colours by what another job marked on the corpus, and on no other', async () => {
    const { job, report } = await curated(service, 'group-tasks', '/v1/corpora/drawn/task-groups', {});
    const { legend } = await coloursOf(`marks.${job.id}.title`);
    expect(legend.entries.map(({ value }) => value).sort()).toEqual(
      report.largest.map(({ title }) => title).sort(),
    );
    await ingest(service, 'other', rowsFrom(0, 6));
    const elsewhere = await curated(service, 'group-tasks', '/v1/corpora/other/task-groups', {});
    const path = `/v1/jobs/${first}/colours?field=marks.${elsewhere.job.id}.title`;
    expect((await errorOf(service.fetch(path), 'invalid_request')).field).toBe('field');
    const unknown = `/v1/jobs/${first}/colours?field=marks.${randomUUID()}.title`;
    expect((await errorOf(service.fetch(unknown), 'not_found')).field).toBe('field');
  });

  it('404 and 400: a job that drew no map, a field that has no colours, and what is out of bounds', async () => {
    const { job } = await curated(service, 'neighbours', '/v1/corpora/drawn/neighbours', {});
    await errorOf(service.fetch(`/v1/jobs/${job.id}/colours?field=kind`), 'not_found');
    await errorOf(service.fetch(`/v1/jobs/${first}/colours?field=output`), 'invalid_request');
    await errorOf(service.postJson(MAPS, { neighbours: 1 }), 'invalid_request');
    await errorOf(service.postJson('/v1/corpora/absent/maps', {}), 'not_found');
  });

  it('grows with its corpus: known rows begin where they were, and new ones get a place', async () => {
    await ingest(service, 'drawn', rowsFrom(60, 75));
    const { job, report } = await curated(service, 'project', MAPS, {});
    expect(report).toMatchObject({ rows: 75, known: 60 });
    expect((await mapOf(job.id)).places.task).toHaveLength(150);
    expect((await coloursOf('metadata.topic')).codes).toHaveLength(60);
  });

  it('is drawn of a single record too', async () => {
    await ingest(service, 'single', rowsFrom(0, 1));
    const { report } = await curated(service, 'project', '/v1/corpora/single/maps', {});
    expect(report).toMatchObject({ rows: 1, spaces: null });
  });
});
