/**
 * All that the package `kindred-client` exports. Nothing in the repository imports this file.
 */
export { connect } from './connect.ts';
export { FileError } from './files/file-error.ts';
export { isOver } from './follow-job.ts';
export { JobFailed } from './job-failed.ts';
export { ServiceError } from './service-error.ts';
export { KindredError } from '../../../schemas/errors.ts';
