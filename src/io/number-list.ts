/** A list of doubles that grows without one object per element and without copying what it holds. */
import { allocate } from '../tensor/memory.js';

const LARGEST_CHUNK = 2 ** 20;
/** Where each list begins: one is filled at a time, and most are no longer. */
const SCRATCH = new Float64Array(64);

export class NumberList {
  private used = 0;
  private readonly full: Float64Array[] = [];
  private fullLength = 0;

  /** @param chunk where it begins: one of its own where other lists are filled meanwhile */
  constructor(private chunk: Float64Array<ArrayBuffer> = SCRATCH) {}

  get length(): number {
    return this.fullLength + this.used;
  }

  push(value: number): void {
    if (this.used === this.chunk.length) this.grow();
    this.chunk[this.used++] = value;
  }

  private grow(): void {
    this.full.push(this.chunk === SCRATCH ? SCRATCH.slice() : this.chunk);
    this.fullLength += this.chunk.length;
    this.chunk = allocate(Float64Array, Math.min(this.chunk.length * 4, LARGEST_CHUNK));
    this.used = 0;
  }

  /** All values, in one array of exactly their number. The list is empty afterwards. */
  take<A extends Float64Array | Uint8Array>(Storage: new (length: number) => A): A {
    const all = allocate(Storage, this.length);
    if (this.fullLength === 0) {
      for (let i = 0; i < this.used; i++) all[i] = this.chunk[i]!;
      this.used = 0;
      return all;
    }
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
