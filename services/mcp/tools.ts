import type { McpTool } from './tool.ts';
import { bestPractices } from './tools/best-practices.ts';
import { cancelJob } from './tools/cancel-job.ts';
import { checkDuplicatesTool } from './tools/check-duplicates.ts';
import { countFacetsTool } from './tools/count-facets.ts';
import { describeCorpus } from './tools/describe-corpus.ts';
import { describeOperation } from './tools/describe-operation.ts';
import { describeTasks } from './tools/describe-tasks.ts';
import { findDemonstrationsTool } from './tools/find-demonstrations.ts';
import { getJob } from './tools/get-job.ts';
import { getRecord } from './tools/get-record.ts';
import { listCorpora } from './tools/list-corpora.ts';
import { listJobs } from './tools/list-jobs.ts';
import { readResults } from './tools/read-results.ts';
import { searchRecordsTool } from './tools/search-records.ts';
import { startCurationTool } from './tools/start-curation.ts';

/** Every tool, in the order in which clients list them. */
export const TOOLS: readonly McpTool[] = [
  listCorpora,
  describeCorpus,
  describeTasks,
  countFacetsTool,
  findDemonstrationsTool,
  searchRecordsTool,
  getRecord,
  checkDuplicatesTool,
  bestPractices,
  describeOperation,
  startCurationTool,
  listJobs,
  getJob,
  cancelJob,
  readResults,
];
