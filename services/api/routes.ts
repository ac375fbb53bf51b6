import { CURATION_ROUTES } from './curation-routes.ts';
import type { Route } from './route.ts';
import { deleteCorpusRoute, getCorpusRoute, listCorporaRoute } from './routes/corpora.ts';
import { checkDuplicatesRoute } from './routes/duplicates-check.ts';
import { findDemonstrationsRoute } from './routes/demonstrations.ts';
import { embeddingsRoute } from './routes/embeddings.ts';
import { embedFileRoute } from './routes/embedding-files.ts';
import { healthRoute, readinessRoute } from './routes/health.ts';
import { startIngestionRoute } from './routes/ingestions.ts';
import { cancelJobRoute, followJobRoute, getJobRoute, listJobsRoute } from './routes/jobs.ts';
import { metricsRoute } from './routes/metrics.ts';
import { openapiRoute } from './routes/openapi.ts';
import { startReembeddingRoute } from './routes/reembeddings.ts';
import { listRecordsRoute } from './routes/records.ts';
import { deleteResultRoute, getReportRoute, getResultFileRoute } from './routes/results.ts';
import { listKindsRoute } from './routes/kinds.ts';
import { listTasksRoute } from './routes/tasks.ts';

/** The one table of routes, in the order in which the documentation shows them. */
export const ROUTES: readonly Route[] = [
  findDemonstrationsRoute,
  startIngestionRoute,
  listCorporaRoute,
  getCorpusRoute,
  deleteCorpusRoute,
  startReembeddingRoute,
  listRecordsRoute,
  listTasksRoute,
  listKindsRoute,
  ...CURATION_ROUTES,
  checkDuplicatesRoute,
  getReportRoute,
  getResultFileRoute,
  deleteResultRoute,
  listJobsRoute,
  getJobRoute,
  followJobRoute,
  cancelJobRoute,
  embeddingsRoute,
  embedFileRoute,
  healthRoute,
  readinessRoute,
  metricsRoute,
  openapiRoute,
];

/** The routes that a worker process serves: those that monitoring asks for. */
export const WORKER_ROUTES: readonly Route[] = [healthRoute, readinessRoute, metricsRoute];
