#!/usr/bin/env node
// Asks the npm registry for known vulnerabilities of the packages that are shipped: npm run -s audit
// Exit codes: 0 when there are none of level high or critical; 1 when there are some, or when the audit failed; 3 (NOT
// AUDITED) when the registry offers no audit, as many mirrors do not, which is neither a finding nor a pass.
import { spawnSync } from 'node:child_process';

const NOT_OFFERED = new Set([404, 405, 501]);
const NOT_AUDITED = 3;

const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
const { stdout } = spawnSync(npm, ['audit', '--omit=dev', '--json', '--loglevel=silent'], {
  encoding: 'utf8',
  maxBuffer: 64 * 1024 * 1024,
  shell: process.platform === 'win32',
});
process.exitCode = judge(parse(stdout));

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return { message: 'npm audit printed no report' };
  }
}

function judge(report) {
  if (NOT_OFFERED.has(report.statusCode)) {
    process.stderr.write(
      `NOT AUDITED: this npm registry offers no audit (it answers ${report.statusCode}). Nothing is known about ` +
        'vulnerabilities. Run "npm run -s audit" where the public registry itself is reached.\n',
    );
    return NOT_AUDITED;
  }
  const counts = report.metadata?.vulnerabilities;
  if (counts === undefined) {
    process.stderr.write(`The audit failed: ${report.message ?? 'no report'}\n`);
    return 1;
  }
  for (const line of findings(report)) process.stdout.write(`${line}\n`);
  const { low, moderate, high, critical } = counts;
  process.stdout.write(`${critical} critical, ${high} high, ${moderate} moderate, ${low} low\n`);
  return critical + high > 0 ? 1 : 0;
}

function findings({ vulnerabilities }) {
  return Object.values(vulnerabilities).map(({ name, severity, via }) => {
    const reasons = via.map((one) =>
      typeof one === 'string' ? `through ${one}` : `${one.title} ${one.url}`,
    );
    return `${severity}: ${name}: ${reasons.join('; ')}`;
  });
}
