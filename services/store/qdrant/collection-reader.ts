import type { Schemas } from '@qdrant/js-client-rest';
import type { QdrantConnection } from './connection.ts';
import { RequestLimit } from './request-limit.ts';

/** Number of points in a page of a walk over payloads. */
const PAGE = 5_000;

type Scrolled = Pick<Schemas['ScrollRequest'], 'filter' | 'with_payload' | 'with_vector'>;

/** Asks one collection, and asks for no more at once than strict mode allows. */
export class CollectionReader {
  readonly #connection: QdrantConnection;
  readonly #collection: string;
  readonly limit: RequestLimit;

  constructor(connection: QdrantConnection, collection: string) {
    this.#connection = connection;
    this.#collection = collection;
    this.limit = new RequestLimit(connection, collection);
  }

  /** All points that pass a filter, page by page in the order of ids, from the id `from` on, which need not be there. */
  async *pages(asked: Scrolled, from?: string, page = PAGE): AsyncGenerator<Schemas['Record'][]> {
    const limit = await this.limit.atMost(page);
    for (let offset: string | undefined | null = from; offset !== null;) {
      const request: Schemas['ScrollRequest'] = { ...asked, limit, ...(offset !== undefined && { offset }) };
      const answer: Schemas['ScrollResult'] = await this.#connection.call((client) =>
        client.scroll(this.#collection, request),
      );
      yield answer.points;
      offset = typeof answer.next_page_offset === 'string' ? answer.next_page_offset : null;
    }
  }

  /** The first `count` points that pass a filter, from the id `from` on. */
  async first(asked: Scrolled, count: number, from?: string): Promise<Schemas['Record'][]> {
    const found: Schemas['Record'][] = [];
    for await (const points of this.pages(asked, from, count)) {
      for (const point of points) found.push(point);
      if (found.length >= count) break;
    }
    return found.slice(0, count);
  }

  /** The points with these ids that are there, in any order. */
  retrieve(
    ids: string[],
    fields: Pick<Scrolled, 'with_payload' | 'with_vector'>,
  ): Promise<Schemas['Record'][]> {
    return this.#connection.call((client) => client.retrieve(this.#collection, { ids, ...fields }));
  }

  async facet(asked: Schemas['FacetRequest']): Promise<Schemas['FacetValueHit'][]> {
    return (await this.#connection.call((client) => client.facet(this.#collection, asked))).hits;
  }

  async count(filter: Schemas['Filter']): Promise<number> {
    return (await this.#connection.call((client) => client.count(this.#collection, { filter, exact: true })))
      .count;
  }

  /** The points of each question, in the order of the questions. */
  async batch(searches: Schemas['QueryRequest'][]): Promise<Schemas['ScoredPoint'][][]> {
    const answers = await this.#connection.call((client) =>
      client.queryBatch(this.#collection, { searches }),
    );
    return answers.map(({ points }) => points);
  }

  /** The best `limit` points of a question. What is more than one request may ask for is asked for in pages. */
  async best(question: Schemas['QueryRequest'], limit: number): Promise<Schemas['ScoredPoint'][]> {
    const page = await this.limit.atMost(limit);
    const found = new Map<string, Schemas['ScoredPoint']>();
    for (let offset = 0; offset < limit; offset += page) {
      const asked = { ...question, limit: Math.min(page, limit - offset), ...(offset > 0 && { offset }) };
      const { points } = await this.#connection.call((client) => client.query(this.#collection, asked));
      for (const point of points) found.set(String(point.id), point);
      if (points.length < asked.limit) break;
    }
    return [...found.values()];
  }
}
