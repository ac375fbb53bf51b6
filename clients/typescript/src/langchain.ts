import { BaseExampleSelector } from '@langchain/core/example_selectors';
import type { z } from 'zod';
import type { DemonstrationsRequest } from '../../../schemas/api/demonstrations.ts';
import type { InstructionRecord } from '../../../schemas/record.ts';
import type { Client } from './kindred-client.ts';

/** The texts of a record that may be variables of a prompt. */
type TextField = 'instruction' | 'input' | 'output' | 'system';

/** How examples are selected. */
export interface ExampleSelectorOptions {
  /** The corpus that examples are selected from, and added to. */
  readonly corpus: string;
  /** Which text of a record each variable of your prompts is. Default: `input` is the instruction, `output` the output. */
  readonly fields?: Readonly<Record<string, TextField>> | undefined;
  /** What else a request for demonstrations takes, such as `k`, `min_fit`, `filter` and `group_by`. */
  readonly request?:
    Omit<z.input<typeof DemonstrationsRequest>, 'instruction' | 'messages' | 'corpora'> | undefined;
}

const USUAL_FIELDS: Readonly<Record<string, TextField>> = { input: 'instruction', output: 'output' };

/**
 * Selects few-shot examples for prompts of LangChain by the kind of work that is asked for: a `BaseExampleSelector` for
 * `FewShotPromptTemplate` and `FewShotChatMessagePromptTemplate`. When nothing fits, the prompt gets no examples.
 * @example
 * const selector = new KindredExampleSelector(connect('http://127.0.0.1:4747'), {
 *   corpus: 'house',
 *   fields: { question: 'instruction', answer: 'output' },
 *   request: { k: 4 },
 * });
 */
export class KindredExampleSelector extends BaseExampleSelector {
  override lc_namespace = ['kindred_client', 'example_selectors'];
  readonly #client: Pick<Client, 'demonstrations' | 'putRecords'>;
  readonly #corpus: string;
  readonly #fields: readonly (readonly [string, TextField])[];
  readonly #request: ExampleSelectorOptions['request'];

  /** @throws TypeError when no variable is the instruction */
  constructor(
    client: Pick<Client, 'demonstrations' | 'putRecords'>,
    { corpus, fields = USUAL_FIELDS, request }: ExampleSelectorOptions,
  ) {
    super({});
    this.#client = client;
    this.#corpus = corpus;
    this.#fields = Object.entries(fields);
    this.#request = request;
    if (!this.#fields.some(([, field]) => field === 'instruction'))
      throw new TypeError('fields: say which variable is the instruction.');
  }

  /** Adds an example to the corpus; it is found when this resolves. @returns its id */
  async addExample(example: Record<string, string>): Promise<string> {
    const texts = { ...this.#texts(example), ...this.#text(example, 'output') };
    const { records } = await this.#client.putRecords(this.#corpus, [texts]);
    const [written] = records;
    if (typeof written?.id !== 'string')
      throw new Error(written?.error?.message ?? 'The example was not written.');
    return written.id;
  }

  /** Selects examples that fit these variables, in the order in which they should stand in the prompt. */
  async selectExamples(variables: Record<string, string>): Promise<Record<string, string>[]> {
    const { demonstrations } = await this.#client.demonstrations({
      ...this.#request,
      ...this.#texts(variables),
      corpora: [this.#corpus],
    });
    return demonstrations.map(({ record }) => this.#exampleOf(record));
  }

  #exampleOf(record: InstructionRecord): Record<string, string> {
    return Object.fromEntries(this.#fields.map(([variable, field]) => [variable, record[field]]));
  }

  /** @throws TypeError when the variable of the instruction is not given */
  #texts(variables: Readonly<Record<string, string>>): {
    instruction: string;
    input?: string;
    system?: string;
  } {
    const { instruction } = this.#text(variables, 'instruction');
    if (instruction === undefined) {
      const names = Object.keys(variables).join(', ');
      throw new TypeError(`No variable is the instruction among: ${names}. Say so with fields.`);
    }
    return { instruction, ...this.#text(variables, 'input'), ...this.#text(variables, 'system') };
  }

  #text<F extends TextField>(variables: Readonly<Record<string, string>>, field: F): { [K in F]?: string } {
    const [variable] = this.#fields.find(([, of]) => of === field) ?? [];
    const text = variable === undefined ? undefined : variables[variable];
    return (text === undefined ? {} : { [field]: text }) as { [K in F]?: string };
  }
}
