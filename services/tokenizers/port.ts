import type { Turn } from '../../schemas/record.ts';

/** What the chat template of a model makes of a conversation, or why it makes nothing of it. */
export type WrittenChat =
  | { readonly text: string; readonly tokens: number }
  /** What the template says where it raises an exception, of roles that do not alternate for example. */
  | { readonly refused: string };

/** The tokenizer of a language model that prompts are made for. */
export interface ModelTokenizer {
  readonly name: string;
  /** Whether it has a chat template. */
  readonly hasTemplate: boolean;
  /**
   * The number of tokens of each text, without special tokens around it.
   * @throws KindredError `tokenizer_unavailable` when its files cannot be read, or when it takes too long
   */
  count(texts: readonly string[]): Promise<number[]>;
  /**
   * The texts of token ids.
   * @throws KindredError `tokenizer_unavailable` as `count`, and when an id is none of the tokenizer's
   */
  decode(rows: readonly (readonly number[])[]): Promise<string[]>;
  /**
   * Renders conversations by the chat template.
   * @param answering whether the model is to speak after the last turn (`add_generation_prompt`)
   * @throws KindredError `tokenizer_unavailable` when there is no template, its files cannot be read, or it takes too long
   */
  render(conversations: readonly (readonly Turn[])[], answering: boolean): Promise<WrittenChat[]>;
}

/** The tokenizers that the operator has put into a folder. */
export interface ModelTokenizers {
  /** Their names, sorted, and which have a chat template. None of them is opened. */
  list(): Promise<Pick<ModelTokenizer, 'name' | 'hasTemplate'>[]>;
  /**
   * @throws KindredError `not_found` on `tokenizer` when there is none of this name; the message lists those there are.
   * `tokenizer_unavailable` when its files cannot be read
   */
  open(name: string): Promise<ModelTokenizer>;
  close(): Promise<void>;
}
