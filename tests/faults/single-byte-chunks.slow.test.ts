import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryDirectory } from '../api/temporary-directory.ts';
import { TINY } from '../encoder-folder.ts';
import { atEndOfFile } from '../setup/end-of-file.ts';
import { serveAlone } from './served.ts';

const MEBIBYTE = 1024 ** 2;
const SINGLE_BYTES = 400_000;
const AT_ONCE = 10_000;

it('a body whose every byte is a chunk of its own occupies what is counted for it, not hundreds of times as much', async () => {
  const service = await serveAlone({
    KINDRED_DATA: join(await temporaryDirectory(), 'data'),
    KINDRED_ENCODER: TINY,
    KINDRED_LOG_LEVEL: 'silent',
  });
  atEndOfFile(() => service.stop());
  const { hostname, port } = new URL(service.url);
  const before = service.memory();
  const peak = await service.peakDuring(async () => {
    const socket = connect(Number(port), hostname);
    atEndOfFile(() => {
      socket.destroy();
    });
    socket.write(
      `POST /v1/embeddings HTTP/1.1\r\nhost: ${hostname}\r\ncontent-type: application/json\r\n` +
        'transfer-encoding: chunked\r\n\r\n',
    );
    const chunks = '1\r\n \r\n'.repeat(AT_ONCE);
    for (let sent = 0; sent < SINGLE_BYTES; sent += AT_ONCE) {
      if (!socket.write(chunks)) await once(socket, 'drain');
    }
    socket.write('2\r\n{}\r\n0\r\n\r\n');
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 400 /);
  });
  expect(peak - before).toBeLessThan(60 * MEBIBYTE);
});
