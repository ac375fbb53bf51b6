import { z } from 'zod';
import { defineRoute } from '../route.ts';

export const openapiRoute = defineRoute({
  method: 'get',
  path: '/openapi.json',
  operationId: 'openapi',
  scope: null,
  tag: 'Service',
  summary: 'This description',
  description: 'Every route in OpenAPI 3.1, made from the schemas that validate the requests.',
  responses: {
    200: {
      kind: 'json',
      description: 'An OpenAPI 3.1 document.',
      schema: z.looseObject({ openapi: z.string(), paths: z.record(z.string(), z.unknown()) }),
    },
  },
  errors: [],
  handle: (_input, { services }) => Promise.resolve({ status: 200, body: services.openapi() }),
});
