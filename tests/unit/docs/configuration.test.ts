import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../../services/config.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

/** Rows of a table whose first cell is a variable; the last cell says its default, in backticks unless there is none. */
function variablesIn(text: string): Map<string, string | null> {
  const rows = text.matchAll(/^\| `([A-Z_]+)` *\|.*\| ([^|]*?) *\|$/gm);
  return new Map([...rows].map(([, name = '', cell = '']) => [name, /^`([^`]+)`/.exec(cell)?.[1] ?? null]));
}

const page = read('docs/configuration.md');
const [ofProcesses = '', ofCompose = ''] = page.split('## The compose files');
const documented = variablesIn(ofProcesses);

/** The entries of the schema in config.ts, each with its source text. */
const schema = new Map(
  (/const Environment = z\.object\(\{([\s\S]*?)\n\}\);/.exec(read('services/config.ts'))?.[1] ?? '')
    .split(/^ {2}(?=[A-Z_]+:)/m)
    .filter((entry) => entry.trim() !== '')
    .map((entry): [string, string] => [entry.slice(0, entry.indexOf(':')), entry]),
);

function sourcesOfCli(): string {
  const files = readdirSync(join(ROOT, 'services/cli'), { recursive: true, encoding: 'utf8' });
  return files
    .filter((file) => file.endsWith('.ts'))
    .map((file) => read(join('services/cli', file)))
    .join('\n');
}

/** What makes every part of the configuration visible. */
const ALL_PARTS = {
  QDRANT_URL: 'http://127.0.0.1:6333',
  OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318',
};

describe('docs/configuration.md', () => {
  it('lists the variables that config.ts and the command line read, and no others', () => {
    const ofCli = [...sourcesOfCli().matchAll(/\b(?:env|environment)\['([A-Z_]+)'\]/g)].map(
      ([, name = '']) => name,
    );
    expect(schema.size).toBeGreaterThan(20);
    expect([...documented.keys()].sort()).toEqual([...new Set([...schema.keys(), ...ofCli])].sort());
  });

  it.each([...schema])('says rightly whether %s has a default', (name, source) => {
    expect(documented.get(name) !== null).toBe(source.includes('.default('));
  });

  it.each([...documented].filter(([name, value]) => value !== null && schema.has(name)))(
    'names the default of %s',
    (name, value) => {
      expect(readConfig({ ...ALL_PARTS, [name]: value ?? '' })).toEqual(readConfig(ALL_PARTS));
    },
  );

  it('lists the variables that only the compose files read', () => {
    const overlays = readdirSync(join(ROOT, 'infra')).filter((name) => name.startsWith('compose.'));
    const files = ['docker-compose.yml', ...overlays.map((name) => join('infra', name))];
    const used = files.flatMap((file) =>
      [...read(file).matchAll(/\$\{([A-Z_]+)/g)].map(([, name = '']) => name),
    );
    // What OpenTelemetry's own libraries read is named below the first table.
    const others = used.filter((name) => !documented.has(name) && !ofProcesses.includes(`\`${name}\``));
    expect([...variablesIn(ofCompose).keys()].sort()).toEqual([...new Set(others)].sort());
  });

  it('lists the variables that the scripts of a deployment read', () => {
    const scripts = readdirSync(join(ROOT, 'infra/deploy')).filter((name) => name.endsWith('.sh'));
    expect(scripts).toContain('daily-backup.sh');
    const used = scripts.flatMap((name) =>
      [...read(join('infra/deploy', name)).matchAll(/\$\{(KINDRED_[A-Z_]+)/g)].map(
        ([, variable = '']) => variable,
      ),
    );
    const known = [...documented.keys(), ...variablesIn(ofCompose).keys()];
    expect(used.filter((variable) => !known.includes(variable))).toEqual([]);
  });
});
