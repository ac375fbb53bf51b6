import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { embeddedStores, openEmbeddedStore } from '../../services/store/embedded/stores.ts';
import { describeRecordStoresContract } from './record-stores-contract.ts';
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

describeRecordStoresContract('embedded', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'kindred-stores-'));
  return {
    stores: embeddedStores(directory),
    dispose: () => rm(directory, { recursive: true, force: true }),
  };
});
