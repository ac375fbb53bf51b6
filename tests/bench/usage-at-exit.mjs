// For `node --import`: writes what the process has used into the file USAGE when it ends.
import { writeFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

if (isMainThread) {
  process.on('exit', () => writeFileSync(process.env.USAGE, JSON.stringify(process.resourceUsage())));
}
