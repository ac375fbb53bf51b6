const DECIMAL = /^(-?)(\d+)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;
/** Numbers with a larger exponent are held by no decimal of a table. */
const MAX_EXPONENT = 2_000;

/** A decimal of Parquet as text: a whole number, or the bytes of one, of which `scale` digits stand behind the point. */
export function decimalText(stored: unknown, scale: number): string {
  const unscaled = stored instanceof Uint8Array ? signedOf(stored) : BigInt(stored as bigint);
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  return `${unscaled < 0n ? '-' : ''}${whole}${scale === 0 ? '' : `.${digits.slice(-scale)}`}`;
}

function signedOf(bytes: Uint8Array): bigint {
  if (bytes.length === 0) return 0n;
  return BigInt.asIntN(8 * bytes.length, BigInt(`0x${Buffer.from(bytes).toString('hex')}`));
}

/** A number without its point, once it has `scale` digits behind it; null when it has more, or is none. */
export function unscaledOf(value: unknown, scale: number): bigint | null {
  if (typeof value !== 'number' && typeof value !== 'string') return null;
  const found = DECIMAL.exec(String(value));
  if (found === null) return null;
  const [, sign, whole = '', fraction = '', exponent = '0'] = found;
  const shift = scale - fraction.length + Number(exponent);
  if (Math.abs(shift) > MAX_EXPONENT) return null;
  const digits = `${whole}${fraction}`;
  if (shift < 0 && /[1-9]/.test(digits.slice(shift))) return null;
  const moved = shift < 0 ? `0${digits.slice(0, shift)}` : digits + '0'.repeat(shift);
  return BigInt(`${moved}`) * (sign === '-' ? -1n : 1n);
}
