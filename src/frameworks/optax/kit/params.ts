/** Parameters that several losses of optax have. */
import { axes, choice, optional } from '../../param.js';

/** `where` is the slot `mask`; the parameter says that the loss gets it, whatever the caller does. */
export const where = optional(choice(['mask', 'class mask'], { versions: '0.2.4-' }));

/** Where the classes are; the versions before have them last. */
export const classAxis = axes(-1, { list: true, all: true }, { versions: '0.2.4-', role: 'class-axis' });
