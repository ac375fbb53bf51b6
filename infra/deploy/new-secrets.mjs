// Writes the passwords and keys of a new installation into files, each in the form its reader wants:
//   node infra/deploy/new-secrets.mjs
// Nothing that is there is changed. Containers run as users of their own and read the files as these lie, so everybody may
// read a file; the folder lets nobody in but its owner.
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const SECRET_BYTES = 32;
const folder = process.argv[2] ?? 'infra/deploy/secrets';
const secret = () => randomBytes(SECRET_BYTES).toString('hex');

const redis = secret();
const qdrant = secret();
const files = {
  'redis-password': redis,
  'redis.conf': `requirepass ${redis}\n`,
  'qdrant-key': qdrant,
  'qdrant.yaml': `service:\n  api_key: ${qdrant}\n`,
  'grafana-password': secret(),
};
const there = Object.keys(files).filter((name) => existsSync(join(folder, name)));
if (there.length > 0) {
  process.stderr.write(`In ${folder} there is ${there.join(', ')} already: nothing was changed.\n`);
  process.exit(1);
}
mkdirSync(folder, { recursive: true });
chmodSync(folder, 0o700);
for (const [name, text] of Object.entries(files)) {
  writeFileSync(join(folder, name), text);
  chmodSync(join(folder, name), 0o644);
}
process.stderr.write(`Written to ${folder}: keep a copy beside your backups.\n`);
