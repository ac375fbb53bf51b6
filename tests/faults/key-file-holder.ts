/** Holds the file of keys at the path that is given until it is killed, and says so on stdout when it has it. */
import { holdingKeyFile } from '../../services/access/key-file-lock.ts';

await holdingKeyFile(process.argv[2] ?? '', async () => {
  process.stdout.write('held\n');
  await new Promise((resolve) => setTimeout(resolve, 60_000));
});
