/**
 * From a file to a clean file: `kindred clean`, `kindred clean --static` and SemHash with a static model, in turns.
 *
 *   node --import tsx tests/bench/clean.ts FILE --python PYTHON [--rows 10000] [--rounds 3] [--only static]
 *
 * Draws rows of FILE (JSONL, gzipped or not; the same ones each time), and prints the CPU seconds of each whole process, medians
 * and ratios, and what the static mode drops of what the full mode drops. PYTHON is one with semhash==0.5.0 (clean-semhash.py).
 * The program is the compiled one: `npm run build` before.
 */
import { spawnSync } from 'node:child_process';
import { createReadStream, readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createGunzip } from 'node:zlib';
import { CleanDrop, CleanReport } from '../../schemas/clean-report.ts';
import { at } from '../../services/runtime/at.ts';
import { seededRandom, shuffled } from '../../services/runtime/seeded-random.ts';
import { quantile } from './support/figures.ts';

const { values: options, positionals } = parseArgs({
  options: {
    python: { type: 'string' },
    rows: { type: 'string', default: '10000' },
    rounds: { type: 'string', default: '3' },
    only: { type: 'string' },
  },
  allowPositionals: true,
});
const [file] = positionals;
const { python } = options;
if (file === undefined || python === undefined)
  throw new Error('usage: node --import tsx tests/bench/clean.ts FILE --python PYTHON');

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const folder = await mkdtemp(join(tmpdir(), 'kindred-bench-clean-'));
const sample = join(folder, 'rows.jsonl');

async function drawSample(): Promise<number> {
  const bytes = createReadStream(file ?? '');
  const lines: string[] = [];
  const input = file?.endsWith('.gz') === true ? bytes.pipe(createGunzip()) : bytes;
  for await (const line of createInterface({ input })) if (line.trim() !== '') lines.push(line);
  const drawn = shuffled(lines.keys(), seededRandom(42)).slice(0, Number(options.rows));
  const chosen = Uint32Array.from(drawn).sort();
  await writeFile(sample, Array.from(chosen, (place) => `${at(lines, place)}\n`).join(''));
  return chosen.length;
}

interface Run {
  readonly cpu: number;
  readonly wall: number;
}

const MICROSECONDS = 1e6;
const KIBIBYTES = 1024;

/** Runs the program, and measures its whole process. */
function clean(mode: 'full' | 'static'): Run {
  const started = performance.now();
  const usage = join(folder, 'usage.json');
  const ended = spawnSync(
    process.execPath,
    [
      ...[
        '--import',
        here('usage-at-exit.mjs'),
        here('../../infra/bin/kindred.mjs'),
        'clean',
        sample,
        '--json',
      ],
      ...['--out', join(folder, `${mode}.out.jsonl.gz`), '--drops', join(folder, `${mode}.drops.jsonl`)],
      ...['--max-loss', 'off', '--quiet', ...(mode === 'static' ? ['--static'] : [])],
    ],
    { encoding: 'utf8', maxBuffer: 1 << 28, env: { ...process.env, USAGE: usage } },
  );
  if (ended.status !== 0) throw new Error(ended.stderr);
  const { embedded } = CleanReport.parse(JSON.parse(ended.stdout));
  const used = JSON.parse(readFileSync(usage, 'utf8')) as NodeJS.ResourceUsage;
  const cpu = (used.userCPUTime + used.systemCPUTime) / MICROSECONDS;
  console.log(`  ${mode}: ${embedded} texts embedded, peak ${Math.round(used.maxRSS / KIBIBYTES)} MiB`);
  return { cpu, wall: (performance.now() - started) / 1_000 };
}

function semhash(): Run {
  const started = performance.now();
  const script = here('clean-semhash.py');
  const ended = spawnSync(python ?? '', [script, sample, here('../../infra/encoder')], { encoding: 'utf8' });
  if (ended.status !== 0) throw new Error(ended.stderr);
  const told = JSON.parse(ended.stdout) as { cpu: number; cpu_of_process: number; dropped: number };
  console.log(
    `  SemHash drops ${told.dropped} rows; ${told.cpu.toFixed(1)} CPU s without its imports and model`,
  );
  return { cpu: told.cpu_of_process, wall: (performance.now() - started) / 1_000 };
}

async function dropsOf(mode: 'full' | 'static'): Promise<Map<number, CleanDrop>> {
  const lines = (await readFile(join(folder, `${mode}.drops.jsonl`), 'utf8')).trim().split('\n');
  const drops = lines.filter((line) => line !== '').map((line) => CleanDrop.parse(JSON.parse(line)));
  return new Map(drops.map((drop) => [drop.line, drop]));
}

async function compareDrops(): Promise<void> {
  const [full, found] = [await dropsOf('full'), await dropsOf('static')];
  const isNear = ({ reason }: CleanDrop): boolean => reason !== 'exact';
  const near = [...full.values()].filter(isNear);
  const both = near.filter(({ line }) => found.has(line));
  const alone = [...found.values()].filter(({ line }) => !full.has(line));
  const exact = [...full.values()].filter((drop) => !isNear(drop));
  const exactToo = exact.filter(({ line }) => found.has(line));
  console.log(
    `full drops ${full.size} (${near.length} near); static drops ${found.size}: ${both.length} of the near ` +
      `(${(both.length / near.length).toFixed(3)}), ${exactToo.length} of ${exact.length} exact, ${alone.length} that full keeps`,
  );
}

try {
  console.log(`${await drawSample()} rows of ${file}`);
  const runs = { full: [] as Run[], static: [] as Run[], semhash: [] as Run[] };
  for (let round = 0; round < Number(options.rounds); round++) {
    if (options.only !== 'static' && round === 0) runs.full.push(clean('full'));
    runs.static.push(clean('static'));
    runs.semhash.push(semhash());
    for (const [name, [...all]] of Object.entries(runs)) {
      const last = all.at(-1);
      if (last !== undefined)
        console.log(`  ${name}: ${last.cpu.toFixed(1)} CPU s, ${last.wall.toFixed(1)} s`);
    }
  }
  const cpuOf = (name: keyof typeof runs): number =>
    quantile(
      runs[name].map(({ cpu }) => cpu),
      0.5,
    );
  if (runs.full.length > 0) {
    console.log(`full ${cpuOf('full').toFixed(1)} CPU s (one run)`);
    await compareDrops();
  }
  console.log(
    `static ${cpuOf('static').toFixed(1)}, SemHash ${cpuOf('semhash').toFixed(1)} CPU s: ` +
      `${(cpuOf('static') / cpuOf('semhash')).toFixed(2)} times`,
  );
} finally {
  await rm(folder, { recursive: true, force: true });
}
