/**
 * Entry of the thread of tokenizers. A template of a model is a program, and a text may be long: here neither stops what else
 * the process does, and whoever started the thread ends it when something takes too long or needs too much memory.
 */
import { parentPort, type MessagePort } from 'node:worker_threads';
import { LRUCache } from 'lru-cache';
import type { Turn } from '../../schemas/record.ts';
import type { WrittenChat } from './port.ts';
import type { TokenizerReply, TokenizerRequest, TokenizerResult, TokenizerWork } from './thread-messages.ts';
import { readTokenizerFiles, versionOf, type TokenizerFiles } from './tokenizer-files.ts';

/** So many tokenizers stay in memory, those that were used last. */
const MOST_OPEN = 4;

const open = new LRUCache<string, { readonly version: string; readonly files: TokenizerFiles }>({
  max: MOST_OPEN,
});

function filesOf(directory: string): TokenizerFiles {
  const version = versionOf(directory);
  const known = open.get(directory);
  if (known?.version === version) return known.files;
  const files = readTokenizerFiles(directory);
  open.set(directory, { version, files });
  return files;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function compute({ tokenizer, template }: TokenizerFiles, work: TokenizerWork): TokenizerResult {
  switch (work.kind) {
    case 'describe':
      return { kind: 'describe', hasTemplate: template !== null };
    case 'count':
      return { kind: 'count', tokens: work.texts.map((text) => tokenizer.ids(text).length) };
    case 'decode':
      return { kind: 'decode', texts: work.rows.map((ids) => tokenizer.text(ids)) };
    case 'render': {
      if (template === null) throw new Error('it has no chat template');
      const rendered = (turns: readonly Turn[]): WrittenChat => {
        let text: string;
        try {
          text = template(turns, work.answering);
        } catch (error) {
          return { refused: messageOf(error) };
        }
        return { text, tokens: tokenizer.ids(text).length };
      };
      return { kind: 'render', chats: work.conversations.map(rendered) };
    }
  }
}

function serve(port: MessagePort): void {
  port.on('message', ({ id, directory, work }: TokenizerRequest) => {
    const say = (message: TokenizerReply): void => port.postMessage(message);
    say({ id, began: true });
    let reply: TokenizerReply;
    try {
      reply = { id, result: compute(filesOf(directory), work) };
    } catch (error) {
      reply = { id, failed: messageOf(error) };
    }
    say(reply);
  });
}

if (parentPort) serve(parentPort);
