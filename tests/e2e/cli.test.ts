import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CorpusList, TaskList } from '../../schemas/api/corpora.ts';
import { DemonstrationsResponse } from '../../schemas/api/found-demonstrations.ts';
import { SearchResponse } from '../../schemas/api/records.ts';
import { JobList } from '../../schemas/api/jobs.ts';
import { TINY } from '../encoder-folder.ts';
import { readNpy } from '../unit/cli/read-npy.ts';
import { finished, firstLine, runCli, startCli, startCliWith } from './run-cli.ts';

const SAMPLE = fileURLToPath(new URL('../../infra/sample/instructions.jsonl', import.meta.url));
const SAMPLE_ROWS = 254;
const MINUTES = 60_000;

let directory = '';
let data = '';

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'kindred-cli-'));
  data = join(directory, 'data');
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const kindred = (...args: string[]) => runCli(...args, '--data', data);
/** Runs commands that need no real vectors, with separate data and with an encoder that opens at once. */
const tinyKindred = (...args: string[]) =>
  finished(startCliWith({ KINDRED_ENCODER: TINY }, ...args, '--data', `${data}-tiny`));

async function write(name: string, lines: readonly string[]): Promise<string> {
  const path = join(directory, name);
  await writeFile(path, `${lines.join('\n')}\n`);
  return path;
}

const row = (fields: Record<string, string>): string => JSON.stringify({ output: 'An answer.', ...fields });

describe('kindred, as people run it', { timeout: 5 * MINUTES }, () => {
  it('ingests a file and says how many rows went where', async () => {
    const run = await kindred('ingest', SAMPLE, '--corpus', 'sample', '--json');
    expect(run.code, run.stderr).toBe(0);
    const [job] = JobList.parse(JSON.parse(run.stdout)).jobs;
    expect(job).toMatchObject({ state: 'completed', format: 'jsonl', layout: 'alpaca', rejected: 0 });
    expect(job?.result).toMatchObject({ rows: SAMPLE_ROWS, stored: SAMPLE_ROWS, skipped: 0 });
  });

  it('writes records from JSON lines, says which are wrong, replaces by user_id, and deletes', async () => {
    const good = JSON.stringify({ user_id: 'a', instruction: 'Name a river.', output: 'The Danube.' });
    const file = await write('records.jsonl', [good, JSON.stringify({ instruction: '' })]);
    const put = await tinyKindred('records', 'put', file, '--corpus', 'written');
    expect(put.code, put.stderr).toBe(3);
    expect(put.stdout).toContain('created\t1');
    expect(put.stderr).toContain('Record 2: instruction');
    const other = await write('other.jsonl', [good.replace('Danube', 'Rhine')]);
    const again = await tinyKindred('records', 'put', other, '--corpus', 'written', '--json');
    expect(JSON.parse(again.stdout)).toMatchObject({ created: 0, replaced: 1, failed: 0 });
    const gone = await tinyKindred('records', 'delete', 'a', 'b', '--corpus', 'written', '--by-user-id');
    expect(gone).toMatchObject({ code: 0, stdout: '1 record deleted\n' });
    expect(gone.stderr).toContain('Not there: b');
    const broken = await write('broken.jsonl', ['{"instruction":']);
    const refused = await tinyKindred('records', 'put', broken, '--corpus', 'written');
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('Record 1 of');
  });

  it('ingests the same file again without embedding a text', async () => {
    const run = await kindred('ingest', SAMPLE, '--corpus', 'sample', '--json');
    expect(run.code, run.stderr).toBe(0);
    const [job] = JobList.parse(JSON.parse(run.stdout)).jobs;
    expect(job?.result).toMatchObject({ rows: SAMPLE_ROWS, stored: 0, skipped: SAMPLE_ROWS, embedded: 0 });
  });

  it('finds demonstrations: the whole answer as JSON, and nothing else on stdout', async () => {
    const run = await kindred(
      'demos',
      'Translate this into Welsh.',
      '--corpus',
      'sample',
      '-k',
      '2',
      '--json',
    );
    expect(run.code, run.stderr).toBe(0);
    const answer = DemonstrationsResponse.parse(JSON.parse(run.stdout));
    expect(answer.demonstrations.map(({ record }) => record.corpus)).toEqual(['sample', 'sample']);
    expect(run.stderr).toBe('');
  });

  it('searches a corpus page by page, and shows one of the records by its id', async () => {
    const filter = JSON.stringify({ must_not: [{ key: 'metadata.no such', exists: true }] });
    const search = async (...args: string[]): Promise<SearchResponse> => {
      const options = ['--corpus', 'sample', '--limit', '3', '--filter', filter, '--json'];
      const run = await kindred('search', 'Translate this into Welsh.', ...options, ...args);
      expect(run.code, run.stderr).toBe(0);
      return SearchResponse.parse(JSON.parse(run.stdout));
    };
    const first = await search();
    const second = await search('--after', first.next ?? '');
    const records = [...first.hits, ...second.hits].map(({ record }) => record);
    expect(new Set(records.map(({ id }) => id)).size).toBe(6);
    const shown = await kindred('records', 'get', records[5]?.id ?? '', '--corpus', 'sample');
    expect(shown.stdout).toContain(records[5]?.instruction);
    const wrong = await kindred('search', '--corpus', 'sample', '--space', 'words');
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('--space: words needs a text')]);
  });

  it('prints the rendered prompt alone, ready for a pipe', async () => {
    const run = await kindred(
      'demos',
      'Translate this into Welsh.',
      '--prompt',
      '--format',
      'text',
      '-k',
      '1',
    );
    expect(run.code, run.stderr).toBe(0);
    expect(run.stdout).toContain('Translate this into Welsh.');
    expect(run.stdout).not.toMatch(/task \d|#1/);
  });

  it('lists corpora and tasks as JSON that the schemas read', async () => {
    const corpora = await kindred('corpora', '--json');
    expect(CorpusList.parse(JSON.parse(corpora.stdout)).corpora).toEqual([
      { name: 'sample', records: SAMPLE_ROWS },
    ]);
    const tasks = await kindred('tasks', '--corpus', 'sample', '--json');
    expect(TaskList.parse(JSON.parse(tasks.stdout)).tasks.map(({ label }) => label)).toContain('write|poem');
  });

  it('ends with 3 when rows were rejected, names their lines, and stores the others', async () => {
    const file = await write('broken.jsonl', [
      row({ instruction: 'Name a colour.' }),
      '{"instruction": "cut',
      row({ instruction: 'Name a fruit.' }),
    ]);
    const run = await tinyKindred('ingest', file, '--corpus', 'broken');
    expect(run.code).toBe(3);
    expect(run.stdout).toContain('3 rows read: 2 stored, 0 already there, 1 rejected');
    expect(run.stderr).toMatch(/line 2: .+\n\s+\{"instruction": "cut/);
  });

  it('a file in which nothing can be read ends with 1 and says what was expected', async () => {
    const file = await write('numbers.jsonl', ['{"a":1}', '{"a":2}']);
    const run = await tinyKindred('ingest', file, '--corpus', 'broken');
    expect(run.code).toBe(1);
    expect(run.stderr).toMatch(/numbers\.jsonl.*instruction/s);
  });

  it('ingests a saved data set, and what comes in, with splits and a name', async () => {
    const saved = fileURLToPath(new URL('../golden/arrow/saved', import.meta.url));
    const run = await tinyKindred('ingest', saved, '--corpus', 'saved', '--source', 'made-up', '--json');
    expect(run.code, run.stderr).toBe(0);
    expect(
      JobList.parse(JSON.parse(run.stdout)).jobs.map((job) => 'file_name' in job && job.file_name),
    ).toEqual([
      'test/data-00000-of-00001.arrow',
      'train/data-00000-of-00002.arrow',
      'train/data-00001-of-00002.arrow',
    ]);
    const child = startCliWith(
      { KINDRED_ENCODER: TINY },
      ...[
        'ingest',
        '-',
        '--corpus',
        'saved',
        '--name',
        'piped_dev.jsonl',
        '--json',
        '--data',
        `${data}-tiny`,
      ],
    );
    child.stdin.end(row({ instruction: 'Name a piped river.' }));
    const piped = await finished(child);
    expect(piped.code, piped.stderr).toBe(0);
    const out = join(directory, 'saved.jsonl');
    const exported = await tinyKindred('export', 'saved', '--out', out);
    expect(exported.code, exported.stderr).toBe(0);
    expect((await readFile(out, 'utf8')).trimEnd().split('\n')).toHaveLength(5);
  });

  it('jobs that were left behind go on with jobs --wait', async () => {
    const file = await write('later.jsonl', [row({ instruction: 'Name a river.' })]);
    const left = await tinyKindred('ingest', file, '--corpus', 'later', '--no-wait');
    expect(left.code, left.stderr).toBe(0);
    const waited = await tinyKindred('jobs', '--wait', '--json');
    expect(waited.code, waited.stderr).toBe(0);
    expect(JobList.parse(JSON.parse(waited.stdout)).jobs).toMatchObject([
      { id: left.stdout.trim(), state: 'completed', result: { stored: 1 } },
    ]);
  });

  it('deletes a corpus, but not without --yes when nobody can be asked', async () => {
    const refused = await tinyKindred('corpora', '--delete', 'later');
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('--yes')]);
    const deleted = await tinyKindred('corpora', '--delete', 'later', '--yes');
    expect([deleted.code, deleted.stdout]).toEqual([0, 'Deleted later: 1 record.\n']);
  });
});

describe('kindred embed', { timeout: 5 * MINUTES }, () => {
  const rows = [
    row({ id: 'first', instruction: 'Name a colour.' }),
    row({ instruction: 'Write a poem about a very long walk through a city at night.' }),
    'not JSON',
    row({ id: 'last', instruction: 'Name a colour.' }),
  ];
  const lineOf = (text: string): { id: unknown; vector: number[] } =>
    JSON.parse(text) as { id: unknown; vector: number[] };

  it('writes a line for every row, in order, with the row’s id or else its line', async () => {
    const file = await write('rows.jsonl', rows);
    const out = join(directory, 'rows.out.jsonl');
    const run = await kindred('embed', file, '--space', 'task', '--out', out);
    expect(run.code, run.stderr).toBe(3);
    const lines = (await readFile(out, 'utf8')).trimEnd().split('\n').map(lineOf);
    expect(lines.map(({ id }) => id)).toEqual(['first', 2, null, 'last']);
    expect(lines[2]).toMatchObject({ line: 3, error: expect.any(String) as string });
    expect(lines[3]?.vector).toEqual(lines[0]?.vector);
    expect(Math.hypot(...(lines[1]?.vector ?? []))).toBeCloseTo(1, 5);
  });

  it('writes the same vectors as .npy, and leaves a rejected row out only when told to', async () => {
    const file = await write('rows.jsonl', rows);
    const out = join(directory, 'rows.npy');
    const refused = await kindred('embed', file, '--space', 'task', '--out', out);
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('--skip-rejected')]);
    await expect(stat(out)).rejects.toThrow('ENOENT');
    const run = await kindred('embed', file, '--space', 'task', '--out', out, '--skip-rejected');
    expect(run.code, run.stderr).toBe(3);
    const { rows: vectors } = readNpy(await readFile(out));
    const lines = (await readFile(join(directory, 'rows.out.jsonl'), 'utf8'))
      .trimEnd()
      .split('\n')
      .map(lineOf);
    const kept = lines.filter(({ id }) => id !== null).map(({ vector }) => Float32Array.from(vector));
    expect(vectors).toEqual(kept);
  });
});

describe('kindred serve', { timeout: 5 * MINUTES }, () => {
  it('holds its data directory, serves other commands by --url, and ends well at SIGTERM', async () => {
    const server = startCli('serve', '--port', '0', '--data', data, '--quiet');
    const ended = finished(server);
    const url = (await firstLine(server)).split(' ').at(-1) ?? '';
    const busy = await kindred('corpora');
    expect(busy.code).toBe(4);
    expect(busy.stderr).toContain(data);
    const served = await runCli('corpora', '--url', url, '--json');
    expect(CorpusList.parse(JSON.parse(served.stdout)).corpora).toContainEqual({
      name: 'sample',
      records: SAMPLE_ROWS,
    });
    server.kill('SIGTERM');
    expect((await ended).code).toBe(0);
  });
});

describe('kindred, used wrongly', { timeout: MINUTES }, () => {
  it.each([
    ['an unknown command', ['frobnicate'], 'frobnicate'],
    ['a missing option', ['ingest', SAMPLE], '--corpus'],
    ['a value that is not one of the choices', ['demos', 'x', '--strategy', 'best'], 'balanced'],
    ['a value out of range', ['demos', 'x', '-k', '0'], '-k'],
    ['an output of another format', ['embed', SAMPLE, '--space', 'task', '--out', 'x.csv'], '.npy'],
    ['a worker without Redis', ['worker'], 'REDIS_URL'],
  ])('%s ends with 2 and a message that names it', async (_what, args, named) => {
    const run = await runCli(...args);
    expect([run.code, run.stdout]).toEqual([2, '']);
    expect(run.stderr).toContain(named);
  });

  it('a file that is not there ends with 1 before a service is started', async () => {
    const missing = join(directory, 'none.jsonl');
    const run = await runCli('ingest', missing, '--corpus', 'x', '--data', join(directory, 'untouched'));
    expect([run.code, run.stderr]).toEqual([1, `kindred: There is no file "${missing}".\n`]);
    await expect(stat(join(directory, 'untouched'))).rejects.toThrow('ENOENT');
  });

  it('a service that does not answer ends with 4 and the way out', async () => {
    const run = await runCli('corpora', '--url', 'http://127.0.0.1:9');
    expect([run.code, run.stderr]).toEqual([4, expect.stringContaining('kindred serve')]);
  });

  it('--help lists the commands and the exit codes', async () => {
    const run = await runCli('--help');
    expect(run.code).toBe(0);
    for (const word of [
      'ingest',
      'demos',
      'embed',
      'corpora',
      'tasks',
      'jobs',
      'serve',
      'worker',
      'Exit codes',
    ]) {
      expect(run.stdout).toContain(word);
    }
  });
});
