// Prints an environment file with new passwords for docker-compose.yml: node infra/deploy/new-env.mjs > .env
import { randomBytes } from 'node:crypto';

const SECRET_BYTES = 32;
for (const name of ['REDIS_PASSWORD', 'QDRANT_API_KEY', 'GRAFANA_PASSWORD']) {
  process.stdout.write(`${name}=${randomBytes(SECRET_BYTES).toString('hex')}\n`);
}
