/**
 * A few-shot prompt of LangChain whose examples Kindred selects. It needs the packages `kindred-client` and `@langchain/core`,
 * and no key of a model: it shows the prompt that a model would get.
 *
 *   npx tsx langchain_selector.ts "Write a short poem about rain." [CORPUS]
 */
import { FewShotPromptTemplate, PromptTemplate } from '@langchain/core/prompts';
import { connect } from 'kindred-client';
import { KindredExampleSelector } from 'kindred-client/langchain';

const [, , question = 'Write a short poem about rain.', corpus = 'example'] = process.argv;
const url = process.env['KINDRED_URL'] ?? 'http://127.0.0.1:4747';
const kindred = connect(url, { key: process.env['KINDRED_API_KEY'] ?? null });

const prompt = new FewShotPromptTemplate({
  exampleSelector: new KindredExampleSelector(kindred, {
    corpus,
    fields: { question: 'instruction', answer: 'output' },
    request: { k: 3 },
  }),
  examplePrompt: PromptTemplate.fromTemplate('question: {question}\nanswer: {answer}'),
  suffix: 'question: {question}\nanswer:',
  inputVariables: ['question'],
});
console.log(await prompt.format({ question }));
