// Pins the images of the compose files to what their tags name now, by digest, for another machine or day gets the same:
//   node infra/deploy/pin-images.mjs > infra/deploy/compose.images.yml
//   docker compose -f docker-compose.yml -f infra/deploy/compose.images.yml up -d
// It pulls every image, and asks Docker for the digest that the registry gave. Run it again for an upgrade, and look at the
// difference. It pins the base of Kindred's own image too.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const FILES = ['docker-compose.yml', 'infra/compose.cluster.yml', 'infra/compose.monitoring.yml'];
const BASE = /^ARG NODE_IMAGE=(\S+)$/m;
const services = new Map();
for (const file of FILES) {
  // The service that an `image:` line stands below, or the anchor, whose services are then found by their name.
  const text = readFileSync(file, 'utf8');
  const [, anchored] = /^x-node:[^]*?^ {2}image: (\S+)$/m.exec(text) ?? [];
  for (const [, name, body] of text.matchAll(/^ {2}([\w-]+):\n((?: {4}.*\n| *\n)+)/gm)) {
    const [, image = body.includes('*node') ? anchored : undefined] = /^ {4}image: (\S+)$/m.exec(body) ?? [];
    if (image !== undefined) services.set(name, image);
  }
}
const [, base] = BASE.exec(readFileSync('infra/Dockerfile', 'utf8'));
const pinned = new Map([...new Set([...services.values(), base])].map((image) => [image, pin(image)]));

const lines = [...services].map(([name, image]) => `  ${name}: { image: '${pinned.get(image)}' }\n`);
process.stdout.write(
  `# Made by infra/deploy/pin-images.mjs.\nservices:\n${lines.join('')}` +
    ['api', 'worker', 'admin']
      .map((name) => `  ${name}: { build: { args: { NODE_IMAGE: '${pinned.get(base)}' } } }\n`)
      .join(''),
);

function pin(image) {
  const docker = (...args) =>
    execFileSync('docker', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  docker('pull', '--quiet', image);
  const digests = JSON.parse(docker('image', 'inspect', '--format', '{{json .RepoDigests}}', image));
  const digest = digests
    .map((entry) => entry.split('@')[1])
    .find((found) => /^sha256:[0-9a-f]{64}$/.test(found));
  if (digest === undefined) throw new Error(`Docker knows no digest of ${image}: was it built here?`);
  return `${image}@${digest}`;
}
