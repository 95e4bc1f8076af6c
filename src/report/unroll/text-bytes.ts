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
const DECIMALS = 7;
const SCALE = 10 ** DECIMALS;
/** Below it every product with the scale is exact to a whole number. */
const LARGEST = 1e8;

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
    const most = 3 * text.length;
    if (this.#at + most > this.#bytes.length) {
      const grown = Buffer.allocUnsafe(2 * (this.#at + most));
      this.#bytes.copy(grown, 0, 0, this.#at);
      this.#bytes = grown;
    }
    this.#at += this.#bytes.write(text, this.#at, 'utf8');
  }

  /** A text that was made bytes before: keys and punctuation. */
  bytes(bytes: Uint8Array): void {
    for (let i = 0; i < bytes.length; i++) this.#bytes[this.#at + i] = bytes[i]!;
    this.#at += bytes.length;
  }

  /** A number, as `String` writes it. */
  number(x: number): void {
    const size = Math.abs(x);
    const scaled = Math.round(size * SCALE);
    // A decimal of so few digits that gives the number again is the shortest one.
    if (!(size < LARGEST && scaled / SCALE === size) || (size < 1e-6 && x !== 0)) {
      this.text(String(x));
      return;
    }
    if (x < 0) this.#bytes[this.#at++] = MINUS;
    const whole = Math.floor(scaled / SCALE);
    this.#digits(whole, 1);
    let rest = scaled - whole * SCALE;
    if (rest === 0) return;
    let places = DECIMALS;
    while (rest % 10 === 0) {
      rest /= 10;
      places--;
    }
    this.#bytes[this.#at++] = POINT;
    this.#digits(rest, places);
  }

  #digits(n: number, least: number): void {
    let count = least;
    for (let power = 10 ** least; power <= n; power *= 10) count++;
    let rest = n;
    for (let i = this.#at + count - 1; i >= this.#at; i--) {
      const next = (rest / 10) | 0;
      this.#bytes[i] = ZERO + rest - next * 10;
      rest = next;
    }
    this.#at += count;
  }
}
