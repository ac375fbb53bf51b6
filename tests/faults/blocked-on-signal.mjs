// Loaded into a process of Kindred with `--import`: blocks its event loop for ever, as the test asks.
// BLOCK=now: at SIGUSR2, with a loop. BLOCK=microtasks: at SIGUSR2, with microtasks that follow one another.
// BLOCK=stopping: at SIGTERM, after the program has heard it.
import { isMainThread } from 'node:worker_threads';

function blockForEver() {
  for (;;);
}

function floodMicrotasks() {
  const next = () => void Promise.resolve().then(next);
  next();
}

if (isMainThread) {
  process.on('SIGUSR2', process.env.BLOCK === 'microtasks' ? floodMicrotasks : blockForEver);
  if (process.env.BLOCK === 'stopping') process.on('SIGTERM', () => setTimeout(blockForEver, 100));
}
