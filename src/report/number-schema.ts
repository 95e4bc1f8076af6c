/** What the schemas of all results share. */
import { z } from 'zod';

/** NaN and infinities are strings in JSON. */
export const number = z.union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity'])]).meta({ id: 'number' });
export const count = z.int().nonnegative();

/** `true` only where both have the same keys: a model's type and its schema. */
export type SameKeys<A, B> = keyof A extends keyof B ? (keyof B extends keyof A ? true : never) : never;
