/**
 * What Node calls a certificate that does not prove whom it speaks for:
 * https://nodejs.org/api/tls.html#x509-certificate-error-codes
 */
const codes: ReadonlySet<unknown> = new Set([
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'CERT_REJECTED',
  'CERT_REVOKED',
  'CERT_SIGNATURE_FAILURE',
  'CERT_UNTRUSTED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'INVALID_CA',
  'INVALID_PURPOSE',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/** The code of a refused certificate; nothing where a request failed for another reason. */
export function certificateProblem(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || !codes.has(error.code)) return undefined;
  return String(error.code);
}
