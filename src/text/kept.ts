/** Results that are asked for again and again: kept by a text, the oldest forgotten first. */
export class Kept<T> {
  private readonly known = new Map<string, T>();

  constructor(private readonly most: number) {}

  /** @param make what throws is not kept */
  get(key: string, make: () => T): T {
    const before = this.known.get(key);
    if (before !== undefined) return before;
    const made = make();
    this.known.set(key, made);
    if (this.known.size > this.most) this.known.delete(this.known.keys().next().value as string);
    return made;
  }
}

/** What is made when it is first asked for. */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
