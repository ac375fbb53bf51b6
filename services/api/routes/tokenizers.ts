import { TokenizerList } from '../../../schemas/api/tokenizers.ts';
import { defineRoute } from '../route.ts';

export const listTokenizersRoute = defineRoute({
  method: 'get',
  path: '/v1/tokenizers',
  operationId: 'listTokenizers',
  scope: 'read',
  tag: 'Demonstrations',
  summary: 'List the tokenizers of models',
  description:
    'The tokenizers that the operator of the service has put into its folder (KINDRED_TOKENIZERS), by the names that `tokenizer` of a request for ' +
    'demonstrations takes, and which of them have a chat template. None is opened, so one whose files are wrong is listed too.',
  responses: {
    200: {
      kind: 'json',
      description: 'The tokenizers, sorted by name.',
      schema: TokenizerList,
      example: { tokenizers: [{ name: 'llama-3', has_template: true }] },
    },
  },
  errors: [],
  handle: async (_input, { services: { tokenizers } }) => {
    const listed = await tokenizers.list();
    return {
      status: 200,
      body: { tokenizers: listed.map(({ name, hasTemplate }) => ({ name, has_template: hasTemplate })) },
    };
  },
});
