/** What `--engine` takes: known without loading one. */
export const ENGINE_NAMES = ['tfjs', 'tfjs-node', 'tfjs-cpu', 'reference'] as const;
export type EngineName = (typeof ENGINE_NAMES)[number];
