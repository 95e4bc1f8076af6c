/**
 * Tables of a flatbuffer (github.com/google/flatbuffers, docs/source/Internals.md). Every place is read
 * through a DataView, which throws a RangeError beyond its end; vectors have to fit before they are walked.
 */
export class FlatTable {
  private readonly fields: number;
  private readonly fieldsEnd: number;

  /** @param at where the table starts */
  constructor(
    private readonly view: DataView,
    private readonly at: number,
  ) {
    this.fields = at - view.getInt32(at, true);
    this.fieldsEnd = this.fields + view.getUint16(this.fields, true);
  }

  /** The table that the offset at `at` points to. */
  static root(view: DataView, at = 0): FlatTable {
    return new FlatTable(view, at + view.getUint32(at, true));
  }

  int8(field: number): number | undefined {
    const at = this.place(field);
    return at === undefined ? undefined : this.view.getInt8(at);
  }

  int16(field: number): number | undefined {
    const at = this.place(field);
    return at === undefined ? undefined : this.view.getInt16(at, true);
  }

  int32(field: number): number | undefined {
    const at = this.place(field);
    return at === undefined ? undefined : this.view.getInt32(at, true);
  }

  int64(field: number): number {
    const at = this.place(field);
    return at === undefined ? 0 : Number(this.view.getBigInt64(at, true));
  }

  table(field: number): FlatTable | undefined {
    const at = this.place(field);
    return at === undefined ? undefined : FlatTable.root(this.view, at);
  }

  text(field: number): string {
    const at = this.place(field);
    if (at === undefined) return '';
    const start = at + this.view.getUint32(at, true);
    const length = this.view.getUint32(start, true);
    if (start + 4 + length > this.view.byteLength) throw new RangeError('a text goes too far');
    return Buffer.from(this.view.buffer, this.view.byteOffset + start + 4, length).toString('utf8');
  }

  tables(field: number): FlatTable[] {
    return this.vector(field, 4, (at) => FlatTable.root(this.view, at));
  }

  /** Structures of 64-bit integers, `width` of them each; the upper half of what is padded is left out. */
  structures(field: number, width: number): number[][] {
    return this.vector(field, 8 * width, (at) =>
      Array.from({ length: width }, (_, i) => Number(this.view.getBigInt64(at + 8 * i, true))),
    );
  }

  private vector<T>(field: number, bytes: number, read: (at: number) => T): T[] {
    const at = this.place(field);
    if (at === undefined) return [];
    const start = at + this.view.getUint32(at, true);
    const length = this.view.getUint32(start, true);
    if (start + 4 + length * bytes > this.view.byteLength) throw new RangeError('a list goes too far');
    return Array.from({ length }, (_, i) => read(start + 4 + i * bytes));
  }

  private place(field: number): number | undefined {
    const entry = this.fields + 4 + 2 * field;
    if (entry >= this.fieldsEnd) return undefined;
    const offset = this.view.getUint16(entry, true);
    return offset === 0 ? undefined : this.at + offset;
  }
}
