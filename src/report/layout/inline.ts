/** Pieces of text with roles: cleaned, joined, broken into lines. */
import type { Inline, Role, Span } from './document.js';
import { clean } from './width.js';
import { wrapRanges } from './wrap.js';

/** Puts what a role means on a terminal around a text. */
export type Style = (role: Role | undefined, text: string) => string;

/** The pieces, as a terminal may see them. */
export function spansOf(inline: Inline): Span[] {
  const pieces = typeof inline === 'string' ? [inline] : inline;
  return pieces.map((p) => (typeof p === 'string' ? { text: clean(p) } : { ...p, text: clean(p.text) }));
}

export function plainText(inline: Inline): string {
  return spansOf(inline)
    .map((s) => s.text)
    .join('');
}

export function styled(inline: Inline, style: Style): string {
  return spansOf(inline)
    .map((s) => style(s.role, s.text))
    .join('');
}

/** The lines of a text in so many columns, each piece in its style on every line that has a part of it. */
export function wrapInline(inline: Inline, room: number, style: Style): string[] {
  const spans = spansOf(inline);
  const text = spans.map((s) => s.text).join('');
  return wrapRanges(text, room).map(([from, to]) => {
    let line = '';
    let at = 0;
    for (const span of spans) {
      const part = span.text.slice(Math.max(0, from - at), Math.max(0, to - at));
      if (part !== '') line += style(span.role, part);
      at += span.text.length;
    }
    return line;
  });
}
