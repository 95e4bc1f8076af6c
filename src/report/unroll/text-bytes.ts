/**
 * Text with many numbers, put together in bytes: millions of short strings would cost more than the numbers
 * in them.
 */

const SIZE = 1 << 16;
/** Room for what is added at once: a number, or some words. */
const ROOM = 1 << 12;
const ZERO = 48;
const MINUS = 45;
const POINT = 46;
/** Decimals that are tried before a number is written in full. */
const DECIMALS = 8;
const SCALE = 10 ** DECIMALS;
/** The least number of one more digit than this. */
const TENS = Int32Array.of(0, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1e9);
/** Below it every product with the scale is exact to a whole number. */
const LARGEST = 1e7;
/** Counters. */
const LARGEST_WHOLE = 1e9;

export class TextBytes {
  #bytes = Buffer.allocUnsafe(SIZE + ROOM);
  #at = 0;

  /** Is it time to take the text? */
  get full(): boolean {
    return this.#at >= SIZE;
  }

  /** What was added, which is gone then. */
  take(): string {
    const text = this.#bytes.toString('utf8', 0, this.#at);
    this.#at = 0;
    return text;
  }

  text(text: string): void {
    // Three bytes a character at the most.
    this.#makeRoom(3 * text.length);
    this.#at += this.#bytes.write(text, this.#at, 'utf8');
  }

  #makeRoom(bytes: number): void {
    if (this.#at + bytes <= this.#bytes.length) return;
    const grown = Buffer.allocUnsafe(2 * (this.#at + bytes));
    this.#bytes.copy(grown, 0, 0, this.#at);
    this.#bytes = grown;
  }

  /** A text that was made bytes before: keys and punctuation. */
  bytes(bytes: Uint8Array): void {
    this.#makeRoom(bytes.length);
    for (let i = 0; i < bytes.length; i++) this.#bytes[this.#at + i] = bytes[i]!;
    this.#at += bytes.length;
  }

  /** A number, as `String` writes it. */
  number(x: number): void {
    const size = Math.abs(x);
    if (size < LARGEST_WHOLE && Math.floor(size) === size) {
      if (x < 0) this.#bytes[this.#at++] = MINUS;
      this.#digits(size, 1);
      return;
    }
    const scaled = Math.round(size * SCALE);
    // A decimal of so few digits that gives the number again is the shortest one.
    if (!(size < LARGEST && scaled / SCALE === size) || (size < 1e-6 && x !== 0)) {
      this.text(String(x));
      return;
    }
    if (x < 0) this.#bytes[this.#at++] = MINUS;
    const whole = Math.floor(scaled / SCALE);
    this.#digits(whole, 1);
    let rest = (scaled - whole * SCALE) | 0;
    if (rest === 0) return;
    let places = DECIMALS;
    if (rest % 10_000 === 0) {
      rest = (rest / 10_000) | 0;
      places -= 4;
    }
    while (rest % 10 === 0) {
      rest = (rest / 10) | 0;
      places--;
    }
    this.#bytes[this.#at++] = POINT;
    this.#digits(rest, places);
  }

  /** A number that is no less, in three digits: how far something may be off at the most. */
  bound(x: number): void {
    this.number(roundedUp(x));
  }

  #digits(n: number, least: number): void {
    let count = least;
    while (n >= TENS[count]!) count++;
    let rest = n | 0;
    for (let i = this.#at + count - 1; i >= this.#at; i--) {
      const next = (rest / 10) | 0;
      this.#bytes[i] = ZERO + rest - next * 10;
      rest = next;
    }
    this.#at += count;
  }
}

/** Powers of ten that a double has exactly. */
const POWERS = Array.from({ length: 23 }, (_, k) => 10 ** k);

/** To three significant digits; of none that a double's powers of ten reach it is the number itself. */
export function roundedUp(x: number): number {
  if (!(x >= 1e-20 && x < 1000)) return x < 1e15 && x >= 1000 ? Math.ceil(x) : x;
  const scale = POWERS[2 - Math.min(2, Math.floor(Math.log10(x)))]!;
  const units = Math.ceil(x * scale);
  // The product is rounded: one unit less may do, or one more be needed.
  if ((units - 1) / scale >= x) return (units - 1) / scale;
  return (units / scale >= x ? units : units + 1) / scale;
}
