// Loaded into a process of Kindred with `--import`: at SIGUSR2 it writes to stderr what packages and Node write there.
import { isMainThread } from 'node:worker_threads';

if (isMainThread) {
  process.on('SIGUSR2', () => {
    // eslint-disable-next-line no-console -- this is what packages do
    console.error('a package says\nsomething in two lines');
    process.stderr.write('half a line');
    process.stderr.write(' and its end\n');
    process.emitWarning('something is old', 'DeprecationWarning');
    setTimeout(() => Promise.reject(new Error('nobody waits for this')), 100);
  });
}
