import type { Route } from './route.ts';
import { compressRoute } from './routes/compressions.ts';
import { deleteCorpusRoute, getCorpusRoute, listCorporaRoute } from './routes/corpora.ts';
import { checkDuplicatesRoute, deduplicateRoute } from './routes/deduplications.ts';
import { findDemonstrationsRoute } from './routes/demonstrations.ts';
import { embeddingsRoute } from './routes/embeddings.ts';
import { embedFileRoute } from './routes/embedding-files.ts';
import { healthRoute, readinessRoute } from './routes/health.ts';
import { startIngestionRoute } from './routes/ingestions.ts';
import { cancelJobRoute, followJobRoute, getJobRoute, listJobsRoute } from './routes/jobs.ts';
import { metricsRoute } from './routes/metrics.ts';
import {
  correlateCorporaRoute,
  findContaminationRoute,
  findDiffRoute,
  findGapsRoute,
} from './routes/comparisons.ts';
import { startExportRoute } from './routes/exports.ts';
import { findNeighboursRoute } from './routes/neighbours.ts';
import { groupTasksRoute } from './routes/task-groups.ts';
import { openapiRoute } from './routes/openapi.ts';
import { startReembeddingRoute } from './routes/reembeddings.ts';
import { listRecordsRoute } from './routes/records.ts';
import { getReportRoute, getResultFileRoute } from './routes/results.ts';
import { selectRoute } from './routes/selections.ts';
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
  findNeighboursRoute,
  deduplicateRoute,
  checkDuplicatesRoute,
  selectRoute,
  compressRoute,
  findContaminationRoute,
  correlateCorporaRoute,
  findGapsRoute,
  findDiffRoute,
  groupTasksRoute,
  startExportRoute,
  getReportRoute,
  getResultFileRoute,
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

/** What a worker answers, which serves nobody else. */
export const WORKER_ROUTES: readonly Route[] = [healthRoute, readinessRoute, metricsRoute];
