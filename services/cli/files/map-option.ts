import { readFile } from 'node:fs/promises';
import { ColumnMapFile } from '../../../schemas/column-map-file.ts';
import type { ColumnMap } from '../../../schemas/layout.ts';
import { CliError, EXIT } from '../exit-codes.ts';

/** Longer than this no column map is. */
const MAX_MAP_BYTES = 100_000;

/** What `--map` says of the rows of a file, in the words of the service. */
interface MapOptions {
  readonly map?: string | undefined;
  readonly columns?: string | undefined;
  readonly rows?: string | undefined;
}

/**
 * The options of reading, where `--map` names a file of this machine: its columns and the place of its rows then stand for
 * it. The name of a map that Kindred ships is left to the service.
 * @throws CliError when the file can't be read or is no column map, or columns are given beside it
 */
export async function withMapFile<O extends MapOptions>(options: O): Promise<O> {
  const { map, columns, rows } = options;
  if (map !== undefined && columns !== undefined) {
    throw new CliError('--map and --columns are two maps: leave one of them out.', EXIT.usage);
  }
  if (map === undefined || !isFileName(map)) return options;
  const file = await readColumnMapFile(map);
  const read = { columns: JSON.stringify(columnsOf(map, file)), rows: rows ?? file.rows };
  return { ...options, map: undefined, ...read };
}

/** Whether the value of `--map` is a file: it has an ending or a folder, which the names of shipped maps have not. */
function isFileName(map: string): boolean {
  return /[./\\]/.test(map);
}

/**
 * Reads a column map from a file of YAML or JSON.
 * @throws CliError when it can't be read or is no column map
 */
async function readColumnMapFile(path: string): Promise<ColumnMapFile> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new CliError(`--map: ${path} can't be read`, EXIT.usage, { cause });
  });
  if (text.length > MAX_MAP_BYTES)
    throw new CliError(`--map: ${path} is too long for a column map`, EXIT.usage);
  const { parse } = await import('yaml');
  let value: unknown;
  try {
    value = parse(text, { maxAliasCount: 10 });
  } catch (cause) {
    throw new CliError(`--map: ${path} is neither YAML nor JSON`, EXIT.usage, { cause });
  }
  const found = ColumnMapFile.safeParse(value);
  if (found.success) return found.data;
  const [issue] = found.error.issues;
  const place = issue?.path.join('.') ?? '';
  throw new CliError(
    `--map: ${path}: ${place === '' ? '' : `${place}: `}${issue?.message ?? 'no column map'}`,
    EXIT.usage,
  );
}

/**
 * The columns of a map file, with which rows are read or written.
 * @throws CliError when it does not say where the instruction is
 */
function columnsOf(path: string, { columns }: ColumnMapFile): ColumnMap {
  const { instruction, ...others } = columns;
  if (instruction !== undefined) return { ...others, instruction };
  throw new CliError(`--map: ${path} must say in columns.instruction where the request is`, EXIT.usage);
}

interface WriteOptions extends MapOptions {
  readonly layout?: string;
}

/**
 * The options of writing, where a map stands for its columns and the layout `columns`.
 * @throws CliError when the file can't be read or is no column map, or columns are given beside it
 */
export async function withMapColumns<O extends WriteOptions>(options: O): Promise<O> {
  const { map, layout = 'columns' } = options;
  if (map === undefined) return options;
  if (layout !== 'columns')
    throw new CliError(`--map and --layout ${layout}: leave one of them out`, EXIT.usage);
  if (isFileName(map)) return { ...(await withMapFile(options)), layout };
  const { shippedColumns } = await import('../../offline-tools.ts');
  const columns = JSON.stringify(columnsOf(map, shippedColumns(map)));
  return { ...options, map: undefined, columns, layout };
}
