/** Files of `schema/` by name, the default first. */
export const SCHEMAS = [
  'audit',
  'losses',
  'report',
  'check',
  'compare',
  'explain',
  'replay',
  'unroll',
  'inspect',
  'catalogue',
  'engines',
] as const;
