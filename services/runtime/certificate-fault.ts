/** Why a certificate is refused, by the codes of OpenSSL and Node. */
const REASONS: ReadonlyMap<string, string> = new Map([
  ['SELF_SIGNED_CERT_IN_CHAIN', 'it is signed by a CA that is not known here'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'it is signed by itself'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'it is signed by a CA that is not known here'],
  ['UNABLE_TO_GET_ISSUER_CERT', 'it is signed by a CA that is not known here'],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'it is signed by a CA that is not known here'],
  ['CERT_SIGNATURE_FAILURE', 'its signature is not that of the CA known here'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'it is for another host name'],
  ['CERT_HAS_EXPIRED', 'it has expired'],
  ['CERT_NOT_YET_VALID', 'it is not valid yet'],
]);
const NO_TLS = new Set(['ERR_SSL_WRONG_VERSION_NUMBER', 'ERR_SSL_PACKET_LENGTH_TOO_LONG']);

/**
 * A sentence about the certificate of a server that was refused, with the way out; null when an error, and what caused it,
 * say nothing of certificates. A refused certificate stays refused, so nothing is gained by another attempt.
 * @param server the server as the message names it, for example `Redis at redis:6379`
 */
export function certificateFault(error: unknown, server: string): string | null {
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++) {
    const code = 'code' in at && typeof at.code === 'string' ? at.code : '';
    const why = REASONS.get(code);
    if (why !== undefined)
      return (
        `The certificate of ${server} is refused: ${why} (${code}). Name the file of your CA in NODE_EXTRA_CA_CERTS ` +
        'before the process starts, and use the host name that stands in the certificate.'
      );
    if (NO_TLS.has(code))
      return `${server} does not speak TLS (${code}): use an address without it, or its port for TLS.`;
  }
  return null;
}
