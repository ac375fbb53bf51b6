import type { Turn } from '../../schemas/record.ts';
import type { WrittenChat } from './port.ts';

/** What a tokenizer is asked for. */
export type TokenizerWork =
  | { readonly kind: 'describe' }
  | { readonly kind: 'count'; readonly texts: readonly string[] }
  | { readonly kind: 'decode'; readonly rows: readonly (readonly number[])[] }
  | {
      readonly kind: 'render';
      readonly conversations: readonly (readonly Turn[])[];
      readonly answering: boolean;
    };

export type TokenizerResult =
  | { readonly kind: 'describe'; readonly hasTemplate: boolean }
  | { readonly kind: 'count'; readonly tokens: number[] }
  | { readonly kind: 'decode'; readonly texts: string[] }
  | { readonly kind: 'render'; readonly chats: WrittenChat[] };

/** What a piece of work gives. */
export type ResultOf<Work extends TokenizerWork> = Extract<TokenizerResult, { kind: Work['kind'] }>;

export interface TokenizerRequest {
  readonly id: number;
  /** The folder of the tokenizer, an absolute path. */
  readonly directory: string;
  readonly work: TokenizerWork;
}

export type TokenizerReply =
  /** Said when the thread begins with a request: from then on its time counts, without that in which the thread started. */
  | { readonly id: number; readonly began: true }
  | { readonly id: number; readonly result: TokenizerResult }
  | { readonly id: number; readonly failed: string };
