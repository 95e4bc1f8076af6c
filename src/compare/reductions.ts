/** How another framework's callers reduce the scores: its default, unless the audit or a mask says more. */
import { resolved } from '../audit/resolve.js';
import { LossauditError } from '../errors.js';
import type { LossEntry } from '../frameworks/framework.js';
import type { Given } from '../frameworks/param.js';
import type { Source } from './source.js';
import type { Translation } from './translate.js';

/** The reduction that an output asks for, in another loss' words. @param masked it has a mask of its own */
export function reductionFor(
  { output }: Source,
  entry: LossEntry,
  masked: boolean,
): { readonly params: Given; readonly notes: readonly string[] } {
  const there = entry.info.paramOf('reduction');
  const none = { params: {}, notes: [] };
  if (!there) return none;
  const ofMask = masked ? entry.slots.mask?.reduction : undefined;
  const asked = output.use.value('averages') === false ? 'sum' : output.use.value('reduction');
  const otherwise = output.use.info.paramOf('reduction')?.default;
  const plain = asked === undefined || asked === otherwise;
  if (ofMask !== undefined && plain) return { params: { [there.name]: ofMask }, notes: [] };
  if (plain) return none;
  const meant = OTHERS.find((word) => word === meaning(asked));
  const word = meant && entry.reductions.find((r) => meaning(r) === meant);
  if (word !== undefined)
    return word === there.default ? none : { params: { [there.name]: word }, notes: [] };
  return { params: {}, notes: [`reduction "${String(asked)}" has no counterpart: the default one`] };
}

/** Those that mean the same wherever they are. */
const OTHERS = ['sum', 'none'] as const;

function meaning(word: unknown): string {
  return String(word)
    .toLowerCase()
    .replace(/^j?np\./, '');
}

/** The same with every other reduction that gives a number and is not refused. */
export function otherReductions(translation: Translation): readonly Translation[] {
  const { audit } = translation;
  const [output] = audit.outputs;
  const param = output!.use.info.paramOf('reduction');
  const own = output!.use.value('reduction');
  const words = (param?.words ?? []).filter((word) => word !== own && meaning(word) !== 'none');
  const others = words.flatMap((word): Translation[] => {
    const outputs = audit.outputs.map((o) => ({ ...o, params: { ...o.params, [param!.name]: word } }));
    try {
      return [{ ...translation, audit: resolved({ ...audit, outputs }) }];
    } catch (error) {
      if (error instanceof LossauditError) return [];
      throw error;
    }
  });
  return [translation, ...others];
}
