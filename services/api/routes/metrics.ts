import { defineRoute } from '../route.ts';

export const metricsRoute = defineRoute({
  method: 'get',
  path: '/metrics',
  operationId: 'metrics',
  scope: 'metrics',
  tag: 'Service',
  summary: 'Metrics for Prometheus',
  description:
    'Requests, stages, store and encoder of this process, and the depth of the queue. A worker answers the same at ' +
    'KINDRED_WORKER_PORT.',
  responses: {
    200: {
      kind: 'text',
      description: 'The metrics in the text format of Prometheus.',
      example: '# TYPE kindred_rows_total counter\nkindred_rows_total{outcome="stored"} 52002\n',
    },
  },
  errors: [],
  handle: async (_input, { response, services: { metrics } }) => {
    response.type(metrics.registry.contentType).send(await metrics.text());
    return null;
  },
});
