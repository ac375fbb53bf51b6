import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbeddedStore } from '../../services/store/embedded-store.ts';
import { describeRecordStoreContract } from './store-contract.ts';

describeRecordStoreContract('embedded', async (signature) => {
  const directory = await mkdtemp(join(tmpdir(), 'kindred-store-'));
  const first = await openEmbeddedStore(directory, signature);
  let latest = first;
  return {
    store: first,
    reopen: async () => {
      await latest.close();
      latest = await openEmbeddedStore(directory, signature);
      return latest;
    },
    dispose: async () => {
      await latest.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
});
