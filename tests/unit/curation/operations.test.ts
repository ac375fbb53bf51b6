import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { OPERATIONS, ResultFileName, type OperationKind } from '../../../schemas/curation/operations.ts';
import { COMMANDS } from '../../../services/cli/command-table.ts';

const KINDS = Object.keys(OPERATIONS) as OperationKind[];
const isThere = (path: string): boolean =>
  existsSync(fileURLToPath(new URL(`../../../${path}`, import.meta.url)));

describe.each(KINDS)('the operation %s', (kind) => {
  const { operation, report, command, files, route } = OPERATIONS[kind];

  it('has one name in the list, in what is asked and in what is reported', () => {
    expect([operation.shape.kind.value, report.shape.kind.value]).toEqual([kind, kind]);
  });

  it('stands where its name says: a schema and a folder', () => {
    expect(isThere(`schemas/curation/${kind}.ts`)).toBe(true);
    expect(isThere(`services/curation/${kind}`)).toBe(true);
  });

  it('has a command', () => {
    expect(COMMANDS.map(({ usage }) => usage.split(' ')[0])).toContain(command);
  });

  it('leaves only files that can be asked for, and says what it takes', () => {
    for (const file of files) expect(ResultFileName.options).toContain(file);
    for (const example of Object.values(route.examples)) {
      expect(route.request.safeParse(example)).toMatchObject({ success: true });
    }
  });
});

it('every route of an operation has a path and an OpenAPI name of its own', () => {
  const routes = KINDS.map((kind) => OPERATIONS[kind].route);
  expect(new Set(routes.map(({ path }) => path)).size).toBe(KINDS.length);
  expect(new Set(routes.map(({ operationId }) => operationId)).size).toBe(KINDS.length);
});
