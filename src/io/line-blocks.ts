/** A text file in blocks of whole lines, of which one is in memory at a time. */
import { LossauditError } from '../errors.js';
import type { ByteSource } from './bytes.js';

const BLOCK = 2 ** 20;
/** What is taken for the lines of one value or record. */
const LONGEST_VALUE = 2 ** 26;
const LONGEST_LINE = 2 ** 27;
const NEWLINE = 0x0a;

export class LineBlocks {
  /** Whole lines; the next block is written over them. */
  bytes: Buffer = Buffer.alloc(0);
  /** Lines before the block. */
  linesBefore = 0;
  /** Is the line before the block without a character? */
  afterBlank = false;
  private memory: Buffer = Buffer.alloc(0);
  /** How much of `memory` is read, and where in the file it starts. */
  private filled = 0;
  private start = 0;

  constructor(
    private readonly source: ByteSource,
    private readonly file: string,
  ) {}

  /** Does the file end with the block? */
  get isLast(): boolean {
    return this.start + this.bytes.length === this.source.size;
  }

  /**
   * Goes on to the next block; false at the end.
   * @throws LossauditError `line-too-long`, `file-changed`
   */
  async next(): Promise<boolean> {
    if (this.isLast) return false;
    this.linesBefore += newlines(this.bytes);
    this.afterBlank = /\n\r?\n$/.test(this.bytes.toString('latin1', Math.max(0, this.bytes.length - 3)));
    const { length } = this.bytes;
    this.memory.copyWithin(0, length, this.filled);
    this.filled -= length;
    this.start += length;
    await this.fill(BLOCK);
    return true;
  }

  /** Takes more lines into the same block; false where there are none, or it is large enough. */
  async extend(): Promise<boolean> {
    const { length } = this.bytes;
    if (this.isLast || length >= LONGEST_VALUE) return false;
    await this.fill(2 * length);
    return true;
  }

  /** Reads up to `size` bytes, and on to the end of a line. */
  private async fill(size: number): Promise<void> {
    const rest = this.source.size - this.start;
    for (let wanted = size; ; wanted *= 2) {
      const end = Math.min(rest, wanted);
      if (end > this.memory.length) {
        const larger = Buffer.allocUnsafeSlow(end);
        this.memory.copy(larger, 0, 0, this.filled);
        this.memory = larger;
      }
      if (end > this.filled)
        await this.source.read(this.memory.subarray(this.filled, end), this.start + this.filled);
      this.filled = Math.max(this.filled, end);
      const lines = this.filled === rest ? rest : this.memory.lastIndexOf(NEWLINE, this.filled - 1) + 1;
      this.bytes = this.memory.subarray(0, lines);
      if (lines > 0) return;
      if (wanted >= LONGEST_LINE)
        throw new LossauditError(
          'line-too-long',
          { file: this.file, limit: LONGEST_LINE },
          { where: this.file },
        );
    }
  }
}

function newlines(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) count++;
  return count;
}
