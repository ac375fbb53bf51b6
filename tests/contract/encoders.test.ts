import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openEncoderOf } from '../../services/adapters.ts';
import { openEncoderWhenUsed } from '../../services/embedding/lazy-encoder.ts';
import { openEncoder } from '../../services/embedding/onnx-encoder.ts';
import type { Encoder } from '../../services/embedding/port.ts';
import { temporaryDirectory } from '../api/temporary-directory.ts';
import { startEmbeddingServer } from '../embedding-server.ts';
import { TINY } from '../encoder-folder.ts';
import { atEndOfFile } from '../setup/end-of-file.ts';
import { describeEncoderContract } from './encoder-contract.ts';

/** Opens an encoder whose remote spaces a server of its own makes, with the vectors of the tiny encoder. */
function remote(protocol: 'openai' | 'tei', spaces: object): () => Promise<Encoder> {
  return async () => {
    const encoder = await openEncoder(TINY, { threads: 1 });
    const server = await startEmbeddingServer({ encoder, space: 'content' });
    atEndOfFile(async () => {
      await server.close();
      await encoder.close();
    });
    const directory = await temporaryDirectory();
    const part = { protocol, model: 'tiny', max_tokens: 24, spaces };
    await writeFile(
      join(directory, 'encoder.json'),
      JSON.stringify({ name: 'remote', local: TINY, remote: part }),
    );
    return openEncoderOf({ directory, remote: { url: server.url, key: null } });
  };
}

const SPACE = { dimensions: 8 };

describeEncoderContract('an ONNX graph', () => openEncoder(TINY, { threads: 2 }));
describeEncoderContract('an ONNX graph that is opened when it is used', () => openEncoderWhenUsed(TINY));
describeEncoderContract('content from a service of OpenAI’s protocol', remote('openai', { content: SPACE }));
describeEncoderContract(
  'both spaces from text-embeddings-inference, by two instructions',
  remote('tei', { content: SPACE, task: { ...SPACE, before: 'list ' } }),
);
