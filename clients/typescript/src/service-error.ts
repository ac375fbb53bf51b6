/**
 * The service could not be reached, or did not answer as Kindred does. An error that it answered is a `KindredError`.
 */
export class ServiceError extends Error {
  /** True when nothing answered, or not in time. The same call may then succeed later. */
  readonly isUnavailable: boolean;

  constructor(message: string, isUnavailable = false, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ServiceError';
    this.isUnavailable = isUnavailable;
  }
}
