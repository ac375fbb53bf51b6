import { StandaloneConnector } from 'ioredis/built/connectors/index.js';

/**
 * How a socket to Redis is opened. The client listens for one error of a socket; a refused certificate can end in a second
 * one (an alert of the server), which would end the process.
 */
export class RedisConnector extends StandaloneConnector {
  constructor(options: unknown) {
    // The client hands over its own options, whose type it does not tell.
    super(options as ConstructorParameters<typeof StandaloneConnector>[0]);
  }

  override async connect(
    emitter: Parameters<StandaloneConnector['connect']>[0],
  ): ReturnType<StandaloneConnector['connect']> {
    const stream = await super.connect(emitter);
    stream.on('error', () => undefined);
    return stream;
  }
}
