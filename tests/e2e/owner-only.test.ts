import { readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { jsonLines } from '../api/service.ts';
import { temporaryDirectory } from '../api/temporary-directory.ts';
import { TINY } from '../encoder-folder.ts';
import { finished, startCliWith } from './run-cli.ts';

const ROWS = Array.from({ length: 12 }, (_, at) => ({
  instruction: `Write poem ${at}.`,
  output: `Poem ${at}.`,
}));

it.runIf(process.platform !== 'win32')(
  'what Kindred writes is for its owner alone: store, queue, results, exports, keys, backup',
  async () => {
    const folder = await temporaryDirectory();
    const rows = join(await temporaryDirectory(), 'rows.jsonl');
    await writeFile(rows, jsonLines(ROWS));
    const variables = {
      KINDRED_DATA: join(folder, 'data'),
      KINDRED_KEYS: join(folder, 'below', 'keys.json'),
      KINDRED_ENCODER: TINY,
    };
    const commands = [
      ['ingest', rows, '--corpus', 'poems'],
      ['export', 'poems', '--out', join(folder, 'poems.jsonl')],
      ['keys', 'create', 'me'],
      ['backup', join(folder, 'backup.jsonl.gz')],
    ];
    for (const command of commands) {
      const { code, stderr } = await finished(startCliWith(variables, ...command));
      expect([command[0], code, code === 0 ? '' : stderr]).toEqual([command[0], 0, '']);
    }
    const names = await readdir(folder, { recursive: true });
    expect(names).toEqual(
      expect.arrayContaining(['backup.jsonl.gz', 'poems.jsonl', 'below/keys.json', 'data/curations']),
    );
    const open: string[] = [];
    for (const name of names) {
      // The embedded Postgres gives its cache of catalogues a mode of its own, inside a folder that is closed.
      if (name.endsWith('pg_internal.init')) continue;
      const found = await stat(join(folder, name)).catch(() => null);
      if (found !== null && (found.mode & 0o077) !== 0) open.push(name);
    }
    expect(open).toEqual([]);
  },
  // Four processes one after the other, three of which open a service.
  180_000,
);
