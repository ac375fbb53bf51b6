// Composes a service with the directory in its argument, and prints which packages of OpenTelemetry are loaded then.
import { createRequire } from 'node:module';
import { compose } from '../../services/compose.ts';
import { readConfig } from '../../services/config.ts';

const kindred = await compose(readConfig({ ...process.env, KINDRED_DATA: process.argv[2] }), (error) => {
  throw error;
});
const files = Object.keys(createRequire(import.meta.url).cache);
const names = files.flatMap((file) => /@opentelemetry[\\/]([^\\/]+)/.exec(file)?.[1] ?? []);
process.stdout.write(JSON.stringify([...new Set(names)].filter((name) => name !== 'api')));
await kindred.close();
