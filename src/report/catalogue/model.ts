/** What lists and pages tell; the loss' part is defined in schema.ts. */
import type { LossReport } from './schema.js';

export type { LossReport };
export type CatalogueStep = LossReport['steps'][number];
export type CatalogueParam = LossReport['params'][number];
export type CatalogueSlot = LossReport['slots'][number];
export type Variant = LossReport['variants'][number];
export type Landmark = LossReport['landmarks'][number];
export type Constant = LossReport['constants'][number];

/** A line of `list losses`. */
export interface LossItem {
  readonly framework: string;
  readonly version: string;
  readonly loss: string;
  readonly family: string;
  readonly params: readonly string[];
}

/** A line of `list frameworks`. */
export interface FrameworkItem {
  readonly framework: string;
  readonly title: string;
  readonly newest: string;
  /** Those that were run or read. */
  readonly versions: readonly string[];
  readonly rules: readonly { readonly range: string; readonly reductions: readonly string[] }[];
  readonly dtype: string;
  readonly settings: Readonly<Record<string, readonly string[]>>;
  readonly losses: number;
}
