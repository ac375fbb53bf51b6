interface ServiceErrorOptions extends ErrorOptions {
  readonly isUnavailable?: boolean;
  readonly mayBeDone?: boolean;
}

/**
 * The service could not be reached, or did not answer as Kindred does. An error that it answered is a `KindredError`.
 */
export class ServiceError extends Error {
  /** True when nothing answered, or not in time. The same call may then succeed later. */
  readonly isUnavailable: boolean;
  /** True when the request was sent and no answer came: nobody can tell from here whether it was carried out. */
  readonly mayBeDone: boolean;

  constructor(
    message: string,
    { isUnavailable = false, mayBeDone = false, ...options }: ServiceErrorOptions = {},
  ) {
    super(message, options);
    this.name = 'ServiceError';
    this.isUnavailable = isUnavailable;
    this.mayBeDone = mayBeDone;
  }
}
