/**
 * A model of the AI SDK whose prompts Kindred adds demonstrations to. It needs the packages `kindred-client` and `ai`, and no
 * key: the model of this program answers nothing and shows its prompt.
 *
 *   npx tsx ai_sdk_middleware.ts "Write a short poem about rain." [CORPUS]
 */
import { generateText, wrapLanguageModel } from 'ai';
import { MockLanguageModelV3 } from 'ai/test';
import { connect } from 'kindred-client';
import { demonstrationsMiddleware } from 'kindred-client/ai-sdk';

const [, , question = 'Write a short poem about rain.', corpus = 'example'] = process.argv;
const url = process.env['KINDRED_URL'] ?? 'http://127.0.0.1:4747';
const kindred = connect(url, { key: process.env['KINDRED_API_KEY'] ?? null });

const shows = new MockLanguageModelV3({
  doGenerate: ({ prompt }) => {
    for (const { role, content } of prompt) {
      const parts = typeof content === 'string' ? [{ type: 'text' as const, text: content }] : content;
      for (const part of parts)
        if (part.type === 'text') console.log(`${role}: ${part.text.replaceAll('\n', ' ')}`);
    }
    return Promise.resolve({
      content: [{ type: 'text', text: '' }],
      finishReason: { unified: 'stop', raw: 'stop' },
      usage: {
        inputTokens: { total: 0, noCache: 0, cacheRead: 0, cacheWrite: 0 },
        outputTokens: { total: 0, text: 0, reasoning: 0 },
      },
      warnings: [],
    });
  },
});
const model = wrapLanguageModel({
  model: shows,
  middleware: demonstrationsMiddleware(kindred, { request: { corpora: [corpus], k: 3 } }),
});
await generateText({ model, system: 'You are a poet.', prompt: question });
