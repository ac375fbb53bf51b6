import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PATH = /`((?:services|workers|schemas|infra|tests|\.ci)\/[^`\s{}*<>…]+)`/g;

describe.each(['README.md', 'CONTRIBUTING.md'])('%s', (file) => {
  it('names no path that does not exist', () => {
    const named = [...readFileSync(join(ROOT, file), 'utf8').matchAll(PATH)].map(([, path = '']) => path);
    expect(named.length).toBeGreaterThan(2);
    expect(named.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });
});
