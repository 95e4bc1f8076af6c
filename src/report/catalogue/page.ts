/** The generated part of a framework's page in the docs: its versions, and all of its losses. */
import type { Document, TableColumn } from '../layout/document.js';
import { markdownOf } from '../layout/markdown.js';
import { numberText } from '../layout/numbers.js';
import { lossDocument } from './document.js';
import type { FrameworkItem, LossReport } from './model.js';

/** @param losses of its newest version, and those that only older ones have */
export function frameworkPage(item: FrameworkItem, losses: readonly LossReport[]): string {
  return [...markdownOf(pageDocument(item, losses))].join('');
}

function* pageDocument(item: FrameworkItem, losses: readonly LossReport[]): Document {
  const column = (name: string): TableColumn => ({ name, kind: 'list' });
  yield { kind: 'heading', level: 0, title: 'Versions and reductions' };
  yield {
    kind: 'table',
    columns: [column('versions'), column('reductions')],
    rows: item.rules.map(({ range, reductions }) => [range, reductions.join(', ') || 'no such parameter']),
  };
  const settings = Object.entries(item.settings).map(([name, of]) => `${name}: ${of.join(', ')}.`);
  yield {
    kind: 'text',
    text: [
      `Versions that were run or read: ${item.versions.join(', ')}. The first reduction is the default.`,
      ` Computed in ${item.dtype} unless the audit says otherwise.`,
      ...(settings.length > 0 ? [` Settings, the default first: ${settings.join(' ')}`] : []),
    ].join(''),
  };
  yield { kind: 'heading', level: 0, title: 'Losses' };
  yield {
    kind: 'text',
    text:
      'Formulas are those of the graph that is computed. N: rows; C: classes or columns; T: time steps or ' +
      'tokens; L: labels; F: features. Landmarks are values of the loss itself on plain arrays. Steps with ' +
      'a mask, weights or another reduction stand where they first occur, and hold for the losses below.',
  };
  yield {
    kind: 'table',
    columns: [column('loss'), column('family'), column('score'), column('landmarks')],
    rows: losses.map(({ loss, family, score_shape, landmarks }) => [
      loss,
      family,
      `[${score_shape.join(', ')}]`,
      landmarks.map((l) => `${l.what}: ${l.known ?? numberText(l.value, 6)}`).join('; '),
    ]),
  };
  yield* lossesOf(losses);
}

/** What an array or word changes is not said again where it changes the same. */
function* lossesOf(losses: readonly LossReport[]): Document {
  const said = new Set<string>();
  for (const loss of losses) {
    const variants = loss.variants.filter((variant) => {
      const { with: of, steps } = variant;
      const text = JSON.stringify([of, steps.map(({ name, formula }) => [name, formula])]);
      const isNew = !said.has(text);
      said.add(text);
      return isNew;
    });
    yield* lossDocument({ ...loss, variants });
  }
}
