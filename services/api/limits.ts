/** Most bytes of a JSON body. */
export const SMALL_BODY_BYTES = 4 * 1024 ** 2;
/** Most bytes of a JSON body that carries many texts. */
export const LARGE_BODY_BYTES = 64 * 1024 ** 2;
