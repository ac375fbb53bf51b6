import type { Json } from '../../../schemas/record.ts';

const TYPES: Readonly<Record<string, string>> = { '.parquet': 'parquet', '.csv': 'csv' };

/** The lines of a configuration of axolotl that read a file. Inner values are written in JSON, which is YAML too. */
export function axolotlLines(path: string, { rl, ...entry }: Readonly<Record<string, Json>>): string[] {
  const [ending = ''] = /\.[a-z]+$/.exec(path.toLowerCase().replace(/\.gz$/, '')) ?? [];
  const fields = Object.entries({ path, ds_type: TYPES[ending] ?? 'json', ...entry });
  return [
    ...(typeof rl === 'string' ? [`rl: ${rl}`] : []),
    'datasets:',
    ...fields.map(([name, value], at) => `${at === 0 ? '  - ' : '    '}${name}: ${JSON.stringify(value)}`),
  ];
}
