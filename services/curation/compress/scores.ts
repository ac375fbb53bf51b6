import { MAX_MODELS } from '../../../schemas/curation/score-predictor.ts';
import { KindredError } from '../../../schemas/errors.ts';
import type { InstructionRecord, Json } from '../../../schemas/record.ts';
import { numberOf } from '../rows/quality.ts';

/** The most scores that are held at once: eight bytes each. */
const MAX_CELLS = 20_000_000;
/** So many metrics a message names. */
const MOST_NAMED = 20;

/** The scores of one model, one a row; null where a row has none. */
export interface ScoreColumn {
  readonly name: string;
  readonly values: (number | null)[];
}

/** Where the scores of records stand. */
export interface ScoreSource {
  /** Metadata fields, one a model. */
  readonly fields: readonly string[];
  /** Every metadata field `MODEL/METRIC` with this metric, as `kindred merge-scores` names them. */
  readonly metric: string | undefined;
  /** Scores by id or by `user_id`. */
  readonly scores: Readonly<Record<string, number>> | undefined;
}

function scoreOf(value: Json | undefined): number | null {
  return typeof value === 'boolean' ? Number(value) : numberOf(value);
}

/** Collects the scores of records that are read one by one. */
export class ScoreReader {
  /** The metric whose fields are read, beside those that were named. */
  readonly metric: string | undefined;
  /** Those of models in fields, in the order in which they came up. */
  readonly #models = new Map<string, (number | null)[]>();
  readonly #given: ScoreColumn | null;
  readonly #scores: ReadonlyMap<string, number>;
  /** Metrics of fields `MODEL/METRIC` with a number, for those who named another one. */
  readonly #metrics = new Set<string>();
  #rows = 0;

  constructor({ fields, metric, scores }: ScoreSource) {
    for (const field of fields) this.#models.set(field, []);
    this.metric = metric;
    this.#scores = new Map(Object.entries(scores ?? {}));
    this.#given = scores === undefined ? null : { name: 'scores', values: [] };
  }

  /** One for each field. */
  get models(): ScoreColumn[] {
    return Array.from(this.#models, ([name, values]) => ({ name, values }));
  }

  /** Some metrics that records have, when one was named. */
  get metrics(): string[] {
    return [...this.#metrics].sort();
  }

  /** The scores that were given by id; null when none were. */
  get given(): ScoreColumn | null {
    return this.#given;
  }

  readonly read = ({ id, user_id, metadata }: InstructionRecord): void => {
    if (this.metric !== undefined) this.#findModels(metadata, `/${this.metric}`);
    if (this.#models.size * this.#rows > MAX_CELLS) throw tooManyScores();
    for (const [field, values] of this.#models) {
      values.push(Object.hasOwn(metadata, field) ? scoreOf(metadata[field]) : null);
    }
    this.#given?.values.push(this.#scores.get(id) ?? this.#scores.get(user_id ?? '') ?? null);
    this.#rows += 1;
  };

  #nameMetric(field: string, value: Json | undefined): void {
    const [, metric] = /.\/([^/]{1,60})$/.exec(field) ?? [];
    if (metric !== undefined && scoreOf(value) !== null) this.#metrics.add(metric);
  }

  #findModels(metadata: InstructionRecord['metadata'], ending: string): void {
    for (const field of Object.keys(metadata)) {
      if (this.#models.size === 0 && this.#metrics.size < MOST_NAMED)
        this.#nameMetric(field, metadata[field]);
      if (!field.endsWith(ending) || this.#models.has(field) || scoreOf(metadata[field]) === null) continue;
      if (this.#models.size >= MAX_MODELS) throw tooManyScores();
      this.#models.set(field, new Array<null>(this.#rows).fill(null));
    }
  }
}

function tooManyScores(): KindredError {
  return new KindredError(
    'payload_too_large',
    `At most ${MAX_MODELS} models and ${MAX_CELLS} scores are read at once: name fewer models with \`score_fields\`.`,
    { field: 'metric' },
  );
}
