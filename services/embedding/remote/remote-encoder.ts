import type { RemoteEncoderDescriptor, RemoteSpace } from '../../../schemas/remote-encoder.ts';
import { KindredError } from '../../../schemas/errors.ts';
import type { SpaceName } from '../../../schemas/record.ts';
import { at } from '../../runtime/at.ts';
import { cancelled } from '../encoder-pool.ts';
import type {
  EmbeddedBatch,
  EmbedOptions,
  Encoder,
  NamedDirections,
  StaticPoints,
  StaticSource,
} from '../port.ts';
import type { Asking, EmbeddingService } from './embedding-service.ts';
import { isHybrid } from './remote-descriptor.ts';
import { spaceVectors, type SpaceVectors } from './space-vectors.ts';

/** What a remote encoder is made of. */
export interface RemoteParts {
  readonly descriptor: RemoteEncoderDescriptor;
  readonly spaceId: string;
  readonly service: EmbeddingService;
  /** Makes the space that is not remote, and counts tokens. It is closed with the remote encoder. */
  readonly local: Encoder & Partial<StaticSource>;
  /** Of a remote task space. */
  readonly kinds: NamedDirections | null;
  readonly labels: NamedDirections | null;
}

/** An encoder one or both of whose spaces an embedding service makes, and the other one a local encoder. */
export class RemoteEncoder implements Encoder, StaticSource {
  readonly spaceId: string;
  readonly name: string;
  readonly dimensions: { readonly task: number; readonly content: number };
  readonly maxTokens: number;
  readonly threads: number;
  readonly relatedFrom: number | null;
  readonly kinds: NamedDirections | null;
  readonly labels: NamedDirections | null;
  readonly fit: Encoder['fit'];
  /** Pairs are judged by the states and the content similarities of a local model, so by none here. */
  readonly pairs = null;
  readonly #parts: RemoteParts;
  readonly #running = new Set<AbortController>();
  #isClosed = false;
  #isChecked = false;

  constructor(parts: RemoteParts) {
    const { descriptor, local, kinds, labels } = parts;
    const { name, remote, related_from: relatedFrom } = descriptor;
    const { task, content } = remote.spaces;
    this.#parts = parts;
    this.spaceId = parts.spaceId;
    this.name = name;
    this.dimensions = {
      task: task?.dimensions ?? local.dimensions.task,
      content: content?.dimensions ?? local.dimensions.content,
    };
    this.maxTokens = isHybrid(descriptor) ? Math.min(local.maxTokens, remote.max_tokens) : remote.max_tokens;
    this.threads = remote.requests_at_once;
    // What goes by task vectors stays with the encoder that makes them.
    const isLocal = task === undefined;
    this.relatedFrom = isLocal ? local.relatedFrom : (relatedFrom ?? null);
    this.kinds = isLocal ? local.kinds : kinds;
    this.labels = isLocal ? local.labels : labels;
    this.fit = isLocal ? local.fit : null;
  }

  async embed(
    texts: readonly string[],
    { priority = 'bulk', signal }: EmbedOptions = {},
  ): Promise<EmbeddedBatch> {
    if (signal?.aborted) throw cancelled(signal);
    if (this.#isClosed) throw closed();
    const stop = new AbortController();
    const onAbort = (): void => stop.abort(signal?.reason);
    signal?.addEventListener('abort', onAbort, { once: true });
    this.#running.add(stop);
    try {
      return await this.#embedAll(texts, priority, stop.signal);
    } catch (error) {
      throw this.#isClosed && signal?.aborted !== true ? closed() : error;
    } finally {
      // One failure ends what the other requests of the call still ask for.
      stop.abort();
      this.#running.delete(stop);
      signal?.removeEventListener('abort', onAbort);
    }
  }

  async #embedAll(
    texts: readonly string[],
    priority: 'query' | 'bulk',
    signal: AbortSignal,
  ): Promise<EmbeddedBatch> {
    const begin = performance.now();
    await this.#assertModel(signal);
    const distinct = [...new Set(texts)];
    const placeOf = new Map(distinct.map((text, place) => [text, place]));
    const places = texts.map((text) => placeOf.get(text) ?? 0);
    const [remote, local] = await Promise.all([
      this.#remoteVectors(distinct, { urgent: priority === 'query', signal }),
      isHybrid(this.#parts.descriptor) ? this.#parts.local.embed(distinct, { priority, signal }) : null,
    ]);
    const vectorsOf = (space: SpaceName): readonly Float32Array[] =>
      remote[space]?.vectors ?? local?.vectors.map((own) => own[space]) ?? [];
    const [task, content] = [vectorsOf('task'), vectorsOf('content')];
    const both = distinct.map((_, place) => ({ task: at(task, place), content: at(content, place) }));
    const cut = [remote.task?.truncated, remote.content?.truncated, local?.truncated];
    return {
      vectors: places.map((place) => at(both, place)),
      truncated: places.map((place) => cut.some((of) => of?.[place] === true)),
      embedded: distinct.length,
      inferenceMs: performance.now() - begin,
    };
  }

  countTokens(texts: readonly string[]): number[] {
    return this.#parts.local.countTokens(texts);
  }

  /** They are in spaces of their own, so a remote space takes nothing from them. */
  async staticPoints(texts: readonly string[], signal?: AbortSignal): Promise<StaticPoints | null> {
    return (await this.#parts.local.staticPoints?.(texts, signal)) ?? null;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    for (const stop of this.#running) stop.abort();
    await this.#parts.local.close();
  }

  /** Once for a process, as soon as the service answers. */
  async #assertModel(signal: AbortSignal): Promise<void> {
    if (this.#isChecked) return;
    this.#isChecked = await this.#parts.service.assertModel(signal);
  }

  /** Spaces that are asked for in the same way share their requests. */
  async #remoteVectors(
    texts: readonly string[],
    asking: Asking,
  ): Promise<Partial<Record<SpaceName, SpaceVectors>>> {
    const { service, descriptor } = this.#parts;
    const { task, content } = descriptor.remote.spaces;
    const deps = { part: descriptor.remote, service, counter: this };
    const ask = (space: RemoteSpace): Promise<SpaceVectors> => spaceVectors(texts, space, deps, asking);
    if (task !== undefined && content !== undefined && JSON.stringify(task) === JSON.stringify(content)) {
      const found = await ask(task);
      return { task: found, content: found };
    }
    const [ofTask, ofContent] = await Promise.all([task && ask(task), content && ask(content)]);
    return { ...(ofTask && { task: ofTask }), ...(ofContent && { content: ofContent }) };
  }
}

function closed(): KindredError {
  return new KindredError('encoder_unavailable', 'The encoder is closed. Open it again to embed.');
}
