import { CURATION_ROUTES } from './curation-routes.ts';
import type { Route } from './route.ts';
import { getAccessRoute } from './routes/access.ts';
import { getColoursRoute } from './routes/colours.ts';
import { deleteCorpusRoute, getCorpusRoute, listCorporaRoute } from './routes/corpora.ts';
import { checkDuplicatesRoute } from './routes/duplicates-check.ts';
import { judgeDropsRoute, sampleDropsRoute } from './routes/duplicate-audits.ts';
import { findDemonstrationsRoute, findManyDemonstrationsRoute } from './routes/demonstrations.ts';
import { decideDropsRoute, getDecisionsRoute, listDropsRoute } from './routes/duplicate-decisions.ts';
import { countFacetsRoute } from './routes/facets.ts';
import { embeddingsRoute } from './routes/embeddings.ts';
import { embedFileRoute } from './routes/embedding-files.ts';
import { healthRoute, readinessRoute } from './routes/health.ts';
import { inspectFileRoute } from './routes/inspections.ts';
import { startIngestionRoute } from './routes/ingestions.ts';
import { cancelJobRoute, followJobRoute, getJobRoute, listJobsRoute } from './routes/jobs.ts';
import { metricsRoute } from './routes/metrics.ts';
import { openapiRoute } from './routes/openapi.ts';
import { startReembeddingRoute } from './routes/reembeddings.ts';
import { deleteRecordRoute, deleteRecordsRoute, getRecordsRoute } from './routes/record-batches.ts';
import { patchRecordRoute, putRecordsRoute } from './routes/record-writes.ts';
import { getRecordRoute, listRecordsRoute } from './routes/records.ts';
import { searchRecordsRoute } from './routes/search.ts';
import { deleteResultRoute, getReportRoute, getResultFileRoute } from './routes/results.ts';
import { listKindsRoute } from './routes/kinds.ts';
import { listTasksRoute } from './routes/tasks.ts';
import { listTokenizersRoute } from './routes/tokenizers.ts';

/** The one table of routes, in the order in which the documentation shows them. */
export const ROUTES: readonly Route[] = [
  findDemonstrationsRoute,
  findManyDemonstrationsRoute,
  listTokenizersRoute,
  startIngestionRoute,
  inspectFileRoute,
  listCorporaRoute,
  getCorpusRoute,
  deleteCorpusRoute,
  startReembeddingRoute,
  listRecordsRoute,
  putRecordsRoute,
  getRecordRoute,
  patchRecordRoute,
  deleteRecordRoute,
  getRecordsRoute,
  deleteRecordsRoute,
  searchRecordsRoute,
  countFacetsRoute,
  listTasksRoute,
  listKindsRoute,
  ...CURATION_ROUTES,
  checkDuplicatesRoute,
  sampleDropsRoute,
  judgeDropsRoute,
  listDropsRoute,
  getDecisionsRoute,
  decideDropsRoute,
  getReportRoute,
  getResultFileRoute,
  getColoursRoute,
  deleteResultRoute,
  listJobsRoute,
  getJobRoute,
  followJobRoute,
  cancelJobRoute,
  embeddingsRoute,
  embedFileRoute,
  getAccessRoute,
  healthRoute,
  readinessRoute,
  metricsRoute,
  openapiRoute,
];

/** The routes that a worker process serves: those that monitoring asks for. */
export const WORKER_ROUTES: readonly Route[] = [healthRoute, readinessRoute, metricsRoute];
