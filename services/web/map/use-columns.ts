import type { ColourCodes } from '../../../schemas/colour-file.ts';
import type { Client } from '../../../clients/typescript/src/kindred-client.ts';
import { useAsked, type Asked } from '../parts/asked.ts';
import { quietMarks } from './quiet-marks.ts';

const kept = new Map<string, Promise<ColourCodes>>();

/** The values of fields in the rows of a map, by field. Each is asked for once. */
export function useColumns(job: string, fields: readonly string[]): Asked<ReadonlyMap<string, ColourCodes>> {
  return useAsked(
    async (client) =>
      new Map(
        await Promise.all(fields.map(async (field) => [field, await columnOf(client, job, field)] as const)),
      ),
    [job, fields.join('\n')],
  );
}

function columnOf(client: Client, job: string, field: string): Promise<ColourCodes> {
  const name = `${job} ${field}`;
  const column = kept.get(name) ?? client.colours(job, field).then(quietMarks);
  kept.set(name, column);
  column.catch(() => kept.delete(name));
  return column;
}
