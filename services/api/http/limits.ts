/** Most bytes of a JSON body. */
export const SMALL_BODY_BYTES = 4 * 1024 ** 2;
/** Most bytes of a JSON body that carries many texts. */
export const LARGE_BODY_BYTES = 64 * 1024 ** 2;
/** Most bytes of an address and its headers: the longest valid query fits, every sign of it percent-encoded. */
export const MAX_HEADER_BYTES = 64 * 1024;
/** Connections at a time; more are closed unheard, so that strangers cannot use up the files of the process. */
export const MAX_CONNECTIONS = 2_048;
