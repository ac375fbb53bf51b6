/** Largest JSON body of an ordinary route, in bytes. */
export const SMALL_BODY_BYTES = 4 * 1024 ** 2;
/** Largest JSON body of a route that takes many texts, in bytes. */
export const LARGE_BODY_BYTES = 64 * 1024 ** 2;
/** Most values in a JSON body: a hundred thousand texts, or a thousand rows with 250 values each. */
export const MAX_BODY_VALUES = 250_000;
/** Most bytes of an address and its headers: the longest valid query fits even with every character percent-encoded. */
export const MAX_HEADER_BYTES = 64 * 1024;
/**
 * Most connections at a time, so that nobody can use up the file handles of the process. A sixteenth of them is kept free
 * (connections.ts).
 */
export const MAX_CONNECTIONS = 2_048;
/** A page of records ends after so many characters, even when it has fewer records than were asked for. */
export const MAX_PAGE_TEXT = 8 * 1024 ** 2;
