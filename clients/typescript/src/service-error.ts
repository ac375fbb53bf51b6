/** The service could not be asked, or did not answer as Kindred does. What it answered itself is a `KindredError`. */
export class ServiceError extends Error {
  /** True when nobody answered, or not in time: the same call may succeed later. */
  readonly isUnavailable: boolean;

  constructor(message: string, isUnavailable = false, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ServiceError';
    this.isUnavailable = isUnavailable;
  }
}
