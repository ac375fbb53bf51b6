import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { afterAll, expect, it } from 'vitest';
import express from 'express';
import type { Response } from 'express';
import { openEventStream, type EventSink } from '../../services/api/http/server-sent-events.ts';
import { parseEvents } from './service.ts';

const MEBIBYTE = 1024 ** 2;

it('a client that does not read misses events, never the last one, and nothing is kept in memory for it', async () => {
  const app = express();
  const opened = new Promise<{ sink: EventSink; response: Response }>((resolve) => {
    app.get('/', (_request, response: Response) => resolve({ sink: openEventStream(response), response }));
  });
  const server = createServer(app).listen(0, '127.0.0.1');
  afterAll(() => server.close());
  await once(server, 'listening');
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.pause().write('GET / HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n');
  const { sink, response } = await opened;
  for (let event = 0; event < 1_000; event++) {
    sink.send('progress', 'x'.repeat(100_000));
    await new Promise(setImmediate);
    expect(response.writableLength).toBeLessThan(MEBIBYTE);
  }
  sink.end('end', 'all');
  let text = '';
  socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
  await once(socket.resume(), 'close');
  const events = parseEvents(text.slice(text.indexOf('event: ')).replaceAll(/\r\n[0-9a-f]+\r\n/g, ''));
  expect(events.at(-1)).toEqual({ event: 'end', data: 'all' });
  expect(events.length).toBeLessThan(1_000);
});
