import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { listenOnLoopback } from '../../loopback-server.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const FINDING = { id: 1, title: 'Reads files of others', url: 'https://example.org/1', cwe: [] };

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

interface Bill {
  readonly metadata: { readonly component: { readonly name: string } };
  readonly components: { readonly name: string; readonly version: string; licenses?: object[] }[];
}

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kindred-supply-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

function runScript(args: string[], environment: Record<string, string> = {}): Promise<Ended> {
  return new Promise((resolve) => {
    const options = { cwd: ROOT, env: { ...process.env, ...environment }, maxBuffer: 64 * 1024 ** 2 };
    const child = execFile(process.execPath, args, options, (_error, stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, stdout, stderr }),
    );
  });
}

/** Audits against a registry that gives this answer to the question for advisories. */
async function audit(status: number, advisories: object): Promise<Ended> {
  const server = createServer((request, response) => {
    request.resume();
    const isQuestion = request.url?.endsWith('/advisories/bulk') === true;
    response.writeHead(isQuestion ? status : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify(isQuestion ? advisories : {}));
  });
  onTestFinished(() => void server.close());
  return auditAt(await listenOnLoopback(server));
}

async function auditAt(registry: string): Promise<Ended> {
  return runScript(['.ci/audit.mjs'], {
    npm_config_registry: registry,
    npm_config_fetch_retries: '0',
    npm_config_cache: await mkdtemp(join(folder, 'cache-')),
  });
}

const advisory = (severity: string): object => ({
  express: [{ ...FINDING, severity, vulnerable_versions: '<99.0.0', cvss: { score: 8, vectorString: null } }],
});

describe('npm run audit', () => {
  it('passes when the registry knows of nothing, and of nothing worse than moderate', async () => {
    expect(await audit(200, {})).toMatchObject({ code: 0 });
    const moderate = await audit(200, advisory('moderate'));
    expect(moderate).toMatchObject({ code: 0 });
    expect(moderate.stdout).toContain('moderate: express: Reads files of others');
  });

  it.each(['high', 'critical'])('fails on a finding that is %s, and names the package', async (severity) => {
    const { code, stdout } = await audit(200, advisory(severity));
    expect(code).toBe(1);
    expect(stdout).toContain(`${severity}: express: Reads files of others https://example.org/1`);
  });

  it('says NOT AUDITED, with a code of its own, when the registry offers no audit', async () => {
    const { code, stdout, stderr } = await audit(405, {});
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toContain('NOT AUDITED');
  });

  it('fails when the registry breaks or does not answer', async () => {
    expect(await audit(500, {})).toMatchObject({ code: 1 });
    expect(await auditAt('http://127.0.0.1:1')).toMatchObject({ code: 1 });
  });
});

describe('npm run sbom', () => {
  let bill: Bill;
  const check = async (changed: Bill): Promise<Ended> => {
    const file = join(await mkdtemp(join(folder, 'sbom-')), 'sbom.json');
    await writeFile(file, JSON.stringify(changed));
    return runScript(['.ci/check-sbom.mjs', file]);
  };
  const withLicence = (licenses: object[]): Bill => ({
    ...bill,
    components: bill.components.map((one) => (one.name === 'zod' ? { ...one, licenses } : one)),
  });
  beforeAll(async () => {
    const { code, stdout } = await runScript(['.ci/sbom.mjs']);
    expect(code).toBe(0);
    bill = JSON.parse(stdout) as Bill;
  });

  it('names what is shipped, as the lock file has it, and no tool of development', async () => {
    const lock = JSON.parse(await readFile(join(ROOT, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, { version: string; dev?: boolean; optional?: boolean }>;
    };
    const shipped = Object.entries(lock.packages)
      .filter(([path, { dev, optional }]) => path !== '' && dev !== true && optional !== true)
      .map(([path, { version }]) => `${path.split('node_modules/').at(-1)}@${version}`);
    const named = bill.components.map(({ name, version }) => `${name}@${version}`);
    expect(named).toEqual(expect.arrayContaining(shipped));
    expect(bill.components.map(({ name }) => name)).not.toContain('vitest');
    expect(bill.metadata.component.name).toBe('kindred');
  });

  it('is accepted by the check: every dependency, each under an allowed licence', async () => {
    expect(await check(bill)).toMatchObject({ code: 0, stderr: '' });
  });

  it('is refused when a dependency of package.json is not in it', async () => {
    const components = bill.components.filter(({ name }) => name !== 'zod');
    const { code, stderr } = await check({ ...bill, components });
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining('zod') as string });
  });

  it.each([
    ['no licence', []],
    ['a licence that is not allowed', [{ license: { id: 'AGPL-3.0-only' } }]],
    ['a licence that is no known one', [{ license: { name: 'SEE LICENSE IN LICENSE' } }]],
    ['both licences of which one is not allowed', [{ expression: 'MIT AND GPL-2.0-only' }]],
  ])('is refused when a part has %s', async (_what, licenses) => {
    const { code, stderr } = await check(withLicence(licenses));
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining('zod') as string });
  });

  it('takes a choice of licences of which one is allowed', async () => {
    expect(await check(withLicence([{ expression: '(MIT OR GPL-2.0-only)' }]))).toMatchObject({ code: 0 });
  });
});
