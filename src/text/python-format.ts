/**
 * Numbers as Python's % formatting writes them: exact ties go to the even digit, exponents have two digits.
 */

/**
 * More digits than a tie can have behind its 5: JavaScript writes doubles exactly, but takes the larger text
 * of two equally near.
 */
const SPARE = 30;
const TIE = /([02468])(\.?)50{29}$/;

/** `'%.{decimals}f' % x`, decimals ≤ 70 */
export function pythonFixed(x: number, decimals: number): string {
  const known = special(x);
  if (known) return known;
  const magnitude = Math.abs(x);
  if (magnitude >= 1e21) return `${BigInt(x)}${decimals > 0 ? `.${'0'.repeat(decimals)}` : ''}`;
  const exact = magnitude.toFixed(decimals + SPARE);
  return sign(x) + (TIE.test(exact) ? exact.replace(TIE, '$1') : magnitude.toFixed(decimals));
}

/** `'%.{decimals}e' % x`, decimals ≤ 70 */
export function pythonExponent(x: number, decimals: number): string {
  const known = special(x);
  if (known) return known;
  const magnitude = Math.abs(x);
  const [exact = '', exponent] = magnitude.toExponential(decimals + SPARE).split('e');
  const text = TIE.test(exact)
    ? `${exact.replace(TIE, '$1')}e${exponent}`
    : magnitude.toExponential(decimals);
  return sign(x) + text.replace(/e([+-])(\d)$/, 'e$10$2');
}

function special(x: number): string | undefined {
  if (Number.isNaN(x)) return 'nan';
  return Number.isFinite(x) ? undefined : x > 0 ? 'inf' : '-inf';
}

function sign(x: number): string {
  return x < 0 || Object.is(x, -0) ? '-' : '';
}

/** `'%.{digits}g' % x` */
export function pythonGeneral(x: number, digits: number): string {
  const known = special(x);
  if (known) return known;
  const [mantissa = '', exponent] = pythonExponent(x, digits - 1).split('e');
  const power = Number(exponent);
  const bare = (text: string) => (text.includes('.') ? text.replace(/\.?0+$/, '') : text);
  return power < -4 || power >= digits
    ? `${bare(mantissa)}e${exponent}`
    : bare(pythonFixed(x, digits - 1 - power));
}

/** `repr(round(x, decimals))` of numbers below 1e16. */
export function pythonRounded(x: number, decimals: number): string {
  const known = special(x);
  if (known) return known;
  const rounded = Number(pythonFixed(x, decimals));
  const text = Object.is(rounded, -0) ? '-0' : String(rounded);
  return /[.e]/.test(text) ? text : `${text}.0`;
}
