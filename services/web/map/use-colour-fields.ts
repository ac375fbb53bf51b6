import type { CurationReport } from '../../../schemas/api/jobs.ts';
import { rowOfId, type CorpusMap } from '../../../schemas/map-file.ts';
import type { Client } from '../../../clients/typescript/src/kindred-client.ts';
import { jsonLines } from '../../../clients/typescript/src/json-lines.ts';
import { useAsked } from '../parts/asked.ts';

const LOOKED_AT = 60;
/** Records whose metadata are looked at for fields. */
const SAMPLE = 20;

/** A field by which the points can be coloured. */
export interface ColourField {
  readonly field: string;
  readonly name: string;
}

export interface ColourFields {
  readonly fields: readonly ColourField[];
  /** The field that names the group of each row; null when no job has grouped them. */
  readonly groups: string | null;
}

const OF_RECORDS: readonly ColourField[] = [
  { field: 'kind', name: 'Kind of work' },
  { field: 'label', name: 'Task' },
  { field: 'source', name: 'Source' },
  { field: 'language', name: 'Language' },
  { field: 'file', name: 'File' },
  { field: 'split', name: 'Split' },
];

/** What the points of a map can be coloured by: fields of records, and what the last job of each kind marked. */
export function useColourFields(corpus: string, map: CorpusMap): ColourFields {
  const { answer } = useAsked(
    async (client) => {
      const [{ records }, marked] = await Promise.all([
        client.records(corpus, SAMPLE),
        markedFields(client, corpus, map),
      ]);
      const keys = new Set(records.flatMap(({ metadata }) => Object.keys(metadata)).filter(isNameable));
      const own = [...keys].map((key) => ({ field: `metadata.${key}`, name: key }));
      const groups = marked.find(({ name }) => name === 'Group') ?? null;
      return { fields: [...marked, ...OF_RECORDS, ...own], groups: groups?.field ?? null };
    },
    [corpus, map],
  );
  return answer ?? { fields: OF_RECORDS, groups: null };
}

/** The fields with one that is not among them, such as what an earlier job marked. */
export function withField(fields: readonly ColourField[], field: string): readonly ColourField[] {
  if (fields.some((one) => one.field === field)) return fields;
  const marked = /^marks\.[\w-]+\.(.+)$/.exec(field)?.[1];
  return [
    ...fields,
    { field, name: marked === undefined ? field : `marked: ${marked.replaceAll('_', ' ')}` },
  ];
}

/** Whether the service takes the name of a field of the metadata. */
function isNameable(key: string): boolean {
  return /^[\p{L}\p{N}_ .-]{1,100}$/u.test(key);
}

async function markedFields(client: Client, corpus: string, map: CorpusMap): Promise<ColourField[]> {
  const jobs = await client.jobs(LOOKED_AT, { corpus });
  const latest = new Map<string, CurationReport>();
  for (const job of jobs) {
    if (job.name !== 'curate' || latest.has(job.operation)) continue;
    if (job.result?.files.some(({ name }) => name === 'marks.jsonl') === true) latest.set(job.operation, job);
  }
  const fields = [...latest.values()].map((job) => fieldsOf(client, job, map).catch((): ColourField[] => []));
  return (await Promise.all(fields)).flat();
}

/** The fields of the first mark of a job, when it is on this map. */
async function fieldsOf(
  client: Client,
  { id: job, operation }: CurationReport,
  map: CorpusMap,
): Promise<ColourField[]> {
  for await (const line of jsonLines(await client.resultFile(job, 'marks.jsonl'))) {
    const { id, ...said } = line as Record<string, unknown>;
    if (typeof id !== 'string' || rowOfId(map.ids, id) === -1) return [];
    return Object.keys(said).map((name) => ({
      field: `marks.${job}.${name}`,
      name:
        operation === 'group-tasks' && name === 'title'
          ? 'Group'
          : `${operation.replaceAll('-', ' ')}: ${name.replaceAll('_', ' ')}`,
    }));
  }
  return [];
}
