/** A list of doubles that grows without one object per element and without copying what it holds. */
import { allocate } from '../tensor/memory.js';

const FIRST_CHUNK = 64;
const LARGEST_CHUNK = 2 ** 20;

export class NumberList {
  private chunk = new Float64Array(FIRST_CHUNK);
  private used = 0;
  private readonly full: Float64Array[] = [];
  private fullLength = 0;

  get length(): number {
    return this.fullLength + this.used;
  }

  push(value: number): void {
    if (this.used === this.chunk.length) this.grow();
    this.chunk[this.used++] = value;
  }

  private grow(): void {
    this.full.push(this.chunk);
    this.fullLength += this.chunk.length;
    this.chunk = allocate(Float64Array, Math.min(this.chunk.length * 4, LARGEST_CHUNK));
    this.used = 0;
  }

  /** All values, in one array of exactly their number. The list is empty afterwards. */
  take<A extends Float64Array | Uint8Array>(Storage: new (length: number) => A): A {
    const all = allocate(Storage, this.length);
    let offset = 0;
    for (const chunk of this.full) {
      all.set(chunk, offset);
      offset += chunk.length;
    }
    all.set(this.chunk.subarray(0, this.used), offset);
    this.full.length = 0;
    this.fullLength = 0;
    this.used = 0;
    return all;
  }
}
