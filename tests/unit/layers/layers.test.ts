import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { violationsOf } from './check.ts';
import { LAYERS } from './layers.ts';
import { product } from './product.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const ROOMS = LAYERS.flatMap(({ rooms }) => rooms);

/** What is wrong with a product of these files. */
function problems(files: Readonly<Record<string, string>>): string[] {
  return violationsOf(new Map(Object.entries(files)));
}

describe('the product', () => {
  it('imports downward, without circles, and its adapters in the composition roots alone', () => {
    const sources = product();
    expect(sources.size).toBeGreaterThan(300);
    expect(violationsOf(sources)).toEqual([]);
  });

  it('has everything that the table names, once', () => {
    expect(ROOMS.filter(({ path }) => !existsSync(join(ROOT, path)))).toEqual([]);
    expect(new Set(ROOMS.map(({ path }) => path)).size).toBe(ROOMS.length);
  });

  it('has an order within a layer: a room may import only those that stand before it', () => {
    for (const { rooms } of LAYERS) {
      rooms.forEach(({ beside = [] }, at) => {
        const before = rooms.slice(0, at).map(({ path }) => path);
        expect(before).toEqual(expect.arrayContaining([...beside]));
      });
    }
  });
});

describe('the check', () => {
  const compose = { 'services/compose.ts': '' };
  const store = { 'services/store/port.ts': 'export type Store = object;', 'services/store/slices.ts': '' };

  it('passes imports of lower layers and of the room itself', () => {
    const curation =
      "import '../store/slices.ts'; import './operation.ts'; import { join } from 'node:path';";
    const operation = "import type { Store } from '../store/port.ts'; import { z } from 'zod';";
    const files = { 'services/curation/a.ts': curation, 'services/curation/operation.ts': operation };
    expect(problems({ ...files, ...store })).toEqual([]);
  });

  it.each([
    ['a static import', "import { compose } from '../compose.ts';"],
    ['an import of a type', "import type { Kindred } from '../compose.ts';"],
    ['an export from', "export { compose } from '../compose.ts';"],
    ['a dynamic import', "export const later = () => import('../compose.ts');"],
    ['the type of a module', "export type Compose = typeof import('../compose.ts');"],
    ['a thread', "startThread('../compose', import.meta.url, {});"],
    ['a worker', "new Worker(new URL('../compose.ts', import.meta.url));"],
    ['a process', 'fork(new URL(`../compose${extension}`, import.meta.url));'],
  ])('finds %s that goes up', (_what, source) => {
    expect(problems({ 'services/retrieval/a.ts': source, ...compose })).toEqual([
      'services/retrieval/a.ts imports services/compose.ts, up from "features" to "composition roots"',
    ]);
  });

  it('finds an import between features that the table does not name', () => {
    const files = {
      'services/retrieval/a.ts': '',
      'services/curation/a.ts': '',
      'services/neighbours/a.ts': '',
    };
    expect(problems({ ...files, 'services/curation/a.ts': "import '../neighbours/a.ts';" })).toEqual([]);
    expect(problems({ ...files, 'services/curation/a.ts': "import '../retrieval/a.ts';" })).toEqual([
      expect.stringContaining('services/curation may not import services/retrieval beside it'),
    ]);
    expect(problems({ ...files, 'services/neighbours/a.ts': "import '../curation/a.ts';" })).toEqual([
      expect.stringContaining('services/neighbours may not import services/curation beside it'),
    ]);
  });

  it('finds an adapter that something else than a composition root imports', () => {
    const adapter = { 'services/store/qdrant/stores.ts': '' };
    const dynamic = "const stores = () => import('../store/qdrant/stores.ts');";
    expect(problems({ ...adapter, 'services/curation/a.ts': dynamic })).toEqual([
      expect.stringContaining('up from "features" to "adapters"'),
    ]);
    expect(problems({ ...adapter, 'services/api/a.ts': dynamic })).toEqual([
      expect.stringContaining(
        'services/store/qdrant is for services/adapters.ts, services/compose.ts, services/offline-tools.ts, services/offline-evaluation.ts, services/offline-clean.ts alone',
      ),
    ]);
    const root = "const stores = () => import('./store/qdrant/stores.ts');";
    expect(problems({ ...adapter, 'services/compose.ts': root })).toEqual([]);
  });

  it('finds a command that reaches behind the service', () => {
    const source = "import '../../retrieval/a.ts';";
    expect(problems({ 'services/cli/commands/a.ts': source, 'services/retrieval/a.ts': '' })).toEqual([
      expect.stringContaining('services/cli may not know services/retrieval'),
    ]);
  });

  it('finds circles of files and of folders', () => {
    const files = { 'services/corpus/a.ts': "import './b.ts';", 'services/corpus/b.ts': "import './a.ts';" };
    expect(problems(files)).toContain(
      'circle: services/corpus/a.ts -> services/corpus/b.ts -> services/corpus/a.ts',
    );
    const folders = {
      'services/api/jobs/a.ts': "const b = () => import('../routes/b.ts');",
      'services/api/routes/b.ts': '',
      'services/api/routes/c.ts': "import type { A } from '../jobs/a.ts';",
    };
    expect(problems(folders)).toEqual(['circle in services/api: jobs -> routes -> jobs']);
  });

  it('finds files without a place, and imports of what is no part of the product', () => {
    expect(problems({ 'services/novelty/a.ts': '' })).toEqual([
      'services/novelty/a.ts has no place in the table',
    ]);
    expect(problems({ 'services/corpus/a.ts': "import '../../tests/a.ts';" })).toEqual([
      'services/corpus/a.ts imports tests/a.ts, which is no part of the product',
    ]);
  });

  it('finds packages where they do not belong', () => {
    expect(problems({ 'schemas/a.ts': "import 'express';" })).toEqual([expect.stringContaining('only zod')]);
    expect(problems({ 'services/store/port.ts': "import type { ZVec } from '@zvec/zvec';" })).toEqual([
      expect.stringContaining('a port names no package'),
    ]);
    expect(
      problems({ 'services/curation/a.ts': "const qdrant = () => import('@qdrant/js-client-rest');" }),
    ).toEqual([expect.stringContaining('is for services/store/qdrant alone')]);
  });

  it('refuses an import whose target is computed', () => {
    expect(() => problems({ 'services/corpus/a.ts': 'const load = (name) => import(name);' })).toThrow(
      'services/corpus/a.ts imports name: name the file as a plain text',
    );
  });
});
